package import Postgres

/// Records that the pixel of a message was fetched.
package struct RecordOpen: Statement {
    package let delivery: Int64
    /// `human`, `scanner` or `prefetch`. Workflows react only to humans.
    package let agent: String

    package init(delivery: Int64, agent: String) { (self.delivery, self.agent) = (delivery, agent) }

    package static let sql = "SELECT messaging.record_open($1, $2) AS known"
    package var parameters: [Parameter] { [.integer(delivery), .text(agent)] }

    /// False: there is no such delivery.
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("known") }
}
