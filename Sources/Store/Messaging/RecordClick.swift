package import Postgres

/// Records that a person or a machine followed a link of a message. Returns the link's target.
package struct RecordClick: Statement {
    package let delivery: Int64
    package let link: Int
    /// `human`, `scanner` or `prefetch`. Workflows react only to humans.
    package let agent: String

    package init(delivery: Int64, link: Int, agent: String) {
        (self.delivery, self.link, self.agent) = (delivery, link, agent)
    }

    package static let sql = "SELECT messaging.record_click($1, $2, $3) AS url"
    package var parameters: [Parameter] { [.integer(delivery), .integer(Int64(link)), .text(agent)] }

    /// Nil: there is no such link.
    package static func read(_ row: borrowing Row) throws -> String? { try row.optionalText("url") }
}
