package import Postgres

/// Moves due jobs to ready or to their gate; answers how many.
package struct PromoteJobs: Statement {
    package let term: Int64
    package let limit: Int

    package init(term: Int64, limit: Int) { (self.term, self.limit) = (term, limit) }

    package static let sql = "SELECT queue.promote($1, $2) AS moved"
    package var parameters: [Parameter] { [.integer(term), .int(limit)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}

/// Keeps partitions ready for the days ahead.
package struct RollLeaves: Statement {
    package init() {}
    package static let sql = "SELECT queue.roll_leaves() AS made"
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("made") }
}
