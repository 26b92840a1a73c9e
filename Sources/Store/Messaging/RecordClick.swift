package import Postgres

/// Someone, or something, followed a link of a message. Answers where the link leads.
package struct RecordClick: Statement {
    package let delivery: Int64
    package let link: Int
    /// `human`, `scanner` or `prefetch`: workflows react to humans only.
    package let agent: String

    package init(delivery: Int64, link: Int, agent: String) {
        (self.delivery, self.link, self.agent) = (delivery, link, agent)
    }

    package static let sql = "SELECT messaging.record_click($1, $2, $3) AS url"
    package var parameters: [Parameter] { [.integer(delivery), .integer(Int64(link)), .text(agent)] }

    /// nil: there is no such link.
    package static func read(_ row: borrowing Row) throws -> String? { try row.optionalText("url") }
}
