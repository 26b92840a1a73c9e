package import Postgres

/// Moves the marks at which claims begin past rows that are gone. Returns how many marks moved.
package struct AdvanceMarks: Statement {
    package let term: Int64

    package init(term: Int64) { self.term = term }

    package static let sql = "SELECT queue.advance_marks($1) AS moved"
    package var parameters: [Parameter] { [.integer(term)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}
