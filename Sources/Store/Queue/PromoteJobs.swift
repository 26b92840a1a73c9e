package import Postgres

/// Moves due jobs to ready or to their gate. Returns how many.
package struct PromoteJobs: Statement {
    package let term: Int64
    package let limit: Int
    /// Reads all due jobs, even where none should be left.
    package let isThorough: Bool

    package init(term: Int64, limit: Int, isThorough: Bool = true) {
        (self.term, self.limit, self.isThorough) = (term, limit, isThorough)
    }

    package static let sql = "SELECT queue.promote($1, $2, $3) AS moved"
    package var parameters: [Parameter] { [.integer(term), .int(limit), .boolean(isThorough)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}

/// Keeps the partitions of one table ready for the time ahead. It takes one table at a time: two could deadlock with a
/// session that takes them in another order.
package struct RollLeaves: Statement {
    package enum Parent: String, CaseIterable, Sendable {
        case delayed, done, attempts, events, history, messages, verdicts
        case valueChanges = "value_changes"
    }

    package let parent: Parent

    package init(of parent: Parent) { self.parent = parent }

    package static let sql = "SELECT queue.roll_leaves(parent => $1) AS made"
    package var parameters: [Parameter] { [.text(parent.rawValue)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("made") }
}

/// Forgets answered requests after a day, and unique keys whose period is over. Returns how many; call it until it
/// returns none.
package struct ForgetRequests: Statement {
    package init() {}

    package static let sql = "SELECT queue.forget_requests() AS forgotten"
    package var parameters: [Parameter] { [] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("forgotten") }
}
