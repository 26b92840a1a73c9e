package import Postgres

/// The state of the whole cluster in numbers. Only the leading coordinator gets an answer.
package struct ReadGauges: Statement {
    package struct Gauge: Sendable {
        package let name: String
        package let help: String
        package let labels: [String: String]
        package let value: Double
    }

    package let holder: String

    /// - Parameter holder: the coordinator's name in `queue.leaders`.
    package init(holder: String) { self.holder = holder }

    package static let sql = "SELECT name, help, labels, value FROM queue.gauges($1)"
    package var parameters: [Parameter] { [.text(holder)] }
    package static func read(_ row: borrowing Row) throws -> Gauge {
        Gauge(
            name: try row.text("name"),
            help: try row.text("help"),
            labels: try row.decode([String: String].self, "labels"),
            value: try row.double("value")
        )
    }
}
