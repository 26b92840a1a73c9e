package import Postgres

/// Turns moments that have come, at which a filter may answer differently, into changes; answers how many.
package struct TakeTurns: Statement {
    package let term: Int64
    package let limit: Int

    package init(term: Int64, limit: Int) { (self.term, self.limit) = (term, limit) }

    package static let sql = "SELECT automation.take_turns($1, $2) AS taken"
    package var parameters: [Parameter] { [.integer(term), .int(limit)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("taken") }
}

/// Makes every beginning and end of a walk through these workflows a change: other workflows' filters ask about them.
package struct WatchWorkflows: Statement {
    package let names: [String]

    package init(_ names: some Sequence<String>) { self.names = names.sorted() }

    package static let sql = "SELECT automation.watch($1)"
    package var parameters: [Parameter] { [.texts(names)] }
    package static func read(_ row: borrowing Row) throws {}
}
