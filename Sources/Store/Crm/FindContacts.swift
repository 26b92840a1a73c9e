package import Postgres

/// The contacts whom user ids or e-mail addresses name; answers in their order, nil for whom nobody knows.
package struct FindContacts: Statement {
    /// Each by either of the two.
    package struct Name: Sendable, Hashable {
        package let userID: String?
        package let email: String?

        package init(userID: String? = nil, email: String? = nil) { (self.userID, self.email) = (userID, email) }
    }

    package let names: [Name]

    package init(_ names: [Name]) { self.names = names }

    package static let sql = """
        SELECT coalesce(identity.contact_id, contact.id) AS contact
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS name (user_id, email, number)
        LEFT JOIN crm.identities AS identity ON identity.kind = 'user' AND identity.value = name.user_id
        LEFT JOIN crm.contacts AS contact ON lower(contact.email) = lower(name.email)
        ORDER BY number
        """
    package var parameters: [Parameter] { [.texts(names.map(\.userID)), .texts(names.map(\.email))] }
    package static func read(_ row: borrowing Row) throws -> Int64? { try row.optionalInteger("contact") }
}
