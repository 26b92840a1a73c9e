package import Automation
package import Postgres

/// Which of these values each contact, or its company, does not have yet; locks the rows until they are set.
package struct ValuesToMove: Statement {
    package enum Object: String, Sendable { case contact, company }

    package let parameters: [Parameter]

    /// `changes`: value by name; nil clears.
    package init(_ changes: [String: PropertyValue?], of object: Object, among contacts: [ContactID]) throws {
        parameters = [
            .text(object.rawValue), .integers(contacts.map(\.rawValue)),
            try .encoding(changes.mapValues(PlainValue.init)),
        ]
    }

    package static let sql = """
        SELECT contact_id, name FROM crm.moved_by($1, $2, $3) AS moved CROSS JOIN LATERAL unnest(moved.names) AS name
        """
    package static func read(_ row: borrowing Row) throws -> (contact: ContactID, name: String) {
        (ContactID(rawValue: try row.integer("contact_id")), try row.text("name"))
    }
}

/// Sets properties of contacts. A null clears; a lifecycle stage only moves forward.
package struct SetProperties: Statement {
    package let parameters: [Parameter]

    /// `changes`: value by name; nil clears.
    package init(_ changes: [String: PropertyValue?], of contacts: [ContactID]) throws {
        parameters = [.integers(contacts.map(\.rawValue)), try .encoding(changes.mapValues(PlainValue.init))]
    }

    package static let sql = "SELECT crm.set_properties($1, $2)"
    package static func read(_ row: borrowing Row) throws {}
}

/// Sets properties of the companies that contacts work for.
package struct SetCompanyProperties: Statement {
    package let parameters: [Parameter]

    /// `changes`: value by name; nil clears.
    package init(_ changes: [String: PropertyValue?], of contacts: [ContactID]) throws {
        parameters = [.integers(contacts.map(\.rawValue)), try .encoding(changes.mapValues(PlainValue.init))]
    }

    package static let sql = "SELECT crm.set_company_properties($1, $2)"
    package static func read(_ row: borrowing Row) throws {}
}

/// Puts contacts on a static list.
package struct AddToList: Statement {
    package let list: String
    package let contacts: [ContactID]

    package init(_ list: String, _ contacts: [ContactID]) { (self.list, self.contacts) = (list, contacts) }

    package static let sql = "SELECT crm.add_to_list($1, $2) AS id"
    package var parameters: [Parameter] { [.text(list), .integers(contacts.map(\.rawValue))] }
    package static func read(_ row: borrowing Row) throws -> ContactID { ContactID(rawValue: try row.integer("id")) }
}

/// Takes contacts off a static list.
package struct RemoveFromList: Statement {
    package let list: String
    package let contacts: [ContactID]

    package init(_ list: String, _ contacts: [ContactID]) { (self.list, self.contacts) = (list, contacts) }

    package static let sql = "SELECT crm.remove_from_list($1, $2) AS id"
    package var parameters: [Parameter] { [.text(list), .integers(contacts.map(\.rawValue))] }
    package static func read(_ row: borrowing Row) throws -> ContactID { ContactID(rawValue: try row.integer("id")) }
}

/// A property value in the database's JSON form, where a moment is an ISO 8601 text.
private struct PlainValue: Encodable {
    let value: PropertyValue?

    init(_ value: PropertyValue?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case nil: try container.encodeNil()
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .boolean(let flag): try container.encode(flag)
        case .date(let moment): try container.encode(PropertyValue.text(of: moment))
        case .day(let day): try container.encode(day.description)
        case .texts(let texts): try container.encode(texts)
        }
    }
}
