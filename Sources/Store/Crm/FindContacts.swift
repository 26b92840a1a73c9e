package import Postgres

/// The contacts with these user ids or e-mail addresses, in their order; nil for an unknown one.
package struct FindContacts: Statement {
    /// The contact's user id or e-mail address.
    package struct Name: Sendable, Hashable {
        package let userID: String?
        package let email: String?

        package init(userID: String? = nil, email: String? = nil) { (self.userID, self.email) = (userID, email) }
    }

    package let names: [Name]

    package init(_ names: [Name]) { self.names = names }

    package static let sql = """
        SELECT coalesce(account.contact_id, contact.id, second.contact_id) AS contact
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS name (user_id, email, number)
        LEFT JOIN crm.identities AS account ON account.kind = 'user' AND account.value = name.user_id
        LEFT JOIN crm.contacts AS contact ON lower(contact.email) = lower(name.email)
        LEFT JOIN crm.identities AS second ON second.kind = 'email' AND second.value = lower(name.email)
        ORDER BY number
        """
    package var parameters: [Parameter] { [.texts(names.map(\.userID)), .texts(names.map(\.email))] }
    package static func read(_ row: borrowing Row) throws -> Int64? { try row.optionalInteger("contact") }
}
