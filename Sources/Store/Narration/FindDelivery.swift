package import Postgres

/// The latest sent delivery of an e-mail to an address, after a given delivery.
package struct FindDelivery: Statement {
    package let email: String
    package let address: String
    package let after: Int64

    package init(of email: String, to address: String, after: Int64) {
        (self.email, self.address, self.after) = (email, address, after)
    }

    package static let sql = """
        SELECT delivery.id
        FROM crm.contacts AS contact
        JOIN messaging.deliveries AS delivery ON delivery.contact_id = contact.id
        WHERE lower(contact.email) = lower($2) AND delivery.email = $1 AND delivery.state = 'sent' AND delivery.id > $3
        ORDER BY delivery.id DESC
        LIMIT 1
        """
    package var parameters: [Parameter] { [.text(email), .text(address), .integer(after)] }
    package static func read(_ row: borrowing Row) throws -> Int64 { try row.integer("id") }
}

/// The number of the last delivery so far; zero if there is none.
package struct LastDelivery: Statement {
    package init() {}
    package static let sql = "SELECT coalesce(max(id), 0) AS id FROM messaging.deliveries"
    package static func read(_ row: borrowing Row) throws -> Int64 { try row.integer("id") }
}
