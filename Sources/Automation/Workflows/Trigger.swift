/// What enrolls a contact.
package enum Trigger: Hashable, Sendable {
    /// Each occurrence of the event whose own data passes the tests.
    case event(EventTrigger)
    /// The moment a contact begins to match. Continuing to match does nothing more.
    case filter(Filter)
    /// Each time the contact is put on the static list.
    case listJoined(String)
    /// Nothing: people are enrolled by hand, by the API or by SQL.
    case manual

    package var isEvent: Bool { if case .event = self { true } else { false } }
}

/// One kind of event, narrowed by its own data.
package struct EventTrigger: Codable, Hashable, Sendable {
    package var name: String
    /// Tests of the occurrence's own data; all must hold.
    package var fields: [FieldTest]

    package init(_ name: String, where fields: [FieldTest] = []) {
        self.name = name
        self.fields = fields
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case fields = "where"
    }
}

/// In JSON, one key that names the kind: `{"list_joined": "attendees"}`.
extension Trigger: Codable {
    private enum CodingKeys: String, CodingKey {
        case event, filter, manual
        case listJoined = "list_joined"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .event: self = .event(try container.decode(EventTrigger.self, forKey: .event))
        case .filter: self = .filter(try container.decode(Filter.self, forKey: .filter))
        case .listJoined: self = .listJoined(try container.decode(String.self, forKey: .listJoined))
        case .manual: self = .manual
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .event(let event): try container.encode(event, forKey: .event)
        case .filter(let filter): try container.encode(filter, forKey: .filter)
        case .listJoined(let list): try container.encode(list, forKey: .listJoined)
        case .manual: try container.encode(true, forKey: .manual)
        }
    }
}
