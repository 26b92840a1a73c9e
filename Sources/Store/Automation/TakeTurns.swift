package import Postgres

/// Makes changes of the moments that have come at which a filter's answer can change. Returns how many.
package struct TakeTurns: Statement {
    package let term: Int64
    package let limit: Int

    package init(term: Int64, limit: Int) { (self.term, self.limit) = (term, limit) }

    package static let sql = "SELECT automation.take_turns($1, $2) AS taken"
    package var parameters: [Parameter] { [.integer(term), .int(limit)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("taken") }
}
