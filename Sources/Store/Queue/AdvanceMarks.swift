package import Postgres

/// Moves the marks from which claiming begins past rows that are gone; answers how many moved.
package struct AdvanceMarks: Statement {
    package let term: Int64

    package init(term: Int64) { self.term = term }

    package static let sql = "SELECT queue.advance_marks($1) AS moved"
    package var parameters: [Parameter] { [.integer(term)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}
