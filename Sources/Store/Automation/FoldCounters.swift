package import Postgres

/// Adds up what was counted since the last call (`automation.counters`). Returns how many rows that were.
package struct FoldCounters: Statement {
    package let term: Int64

    package init(term: Int64) { self.term = term }

    package static let sql = "SELECT automation.fold_counters($1) AS folded"
    package var parameters: [Parameter] { [.integer(term)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("folded") }
}
