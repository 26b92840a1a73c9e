package import Automation
package import Postgres

/// Merges two contacts that are the same person.
package struct MergeContacts: Statement {
    /// By number, e-mail address or user id.
    package let survivor: String
    /// Likewise.
    package let other: String

    package init(_ other: String, into survivor: String) { (self.survivor, self.other) = (survivor, other) }

    package static let sql = "SELECT crm.merge(crm.contact_called($1), crm.contact_called($2)) AS survivor"
    package var parameters: [Parameter] { [.text(survivor), .text(other)] }
    package static func read(_ row: borrowing Row) throws -> ContactID {
        ContactID(rawValue: try row.integer("survivor"))
    }
}

/// Makes the gate judge waiting sends of these contacts again. Returns how many.
package struct LookAgain: Statement {
    package let contacts: [ContactID]

    package init(at contacts: [ContactID]) { self.contacts = contacts }

    package static let sql = "SELECT automation.look_again($1) AS hastened"
    package var parameters: [Parameter] { [.integers(contacts.map(\.rawValue))] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("hastened") }
}
