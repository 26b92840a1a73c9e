package import Postgres

/// Moves due jobs to ready or to their gate; answers how many.
package struct PromoteJobs: Statement {
    package let term: Int64
    package let limit: Int
    /// Reads all that is due, also where nothing should be left.
    package let isThorough: Bool

    package init(term: Int64, limit: Int, isThorough: Bool = true) {
        (self.term, self.limit, self.isThorough) = (term, limit, isThorough)
    }

    package static let sql = "SELECT queue.promote($1, $2, $3) AS moved"
    package var parameters: [Parameter] { [.integer(term), .int(limit), .boolean(isThorough)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}

/// Keeps the partitions of one table ready for the time ahead. One table at a time: whoever needs two would wait for
/// those who took them in another order.
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

/// Forgets answered requests after a day, and unique keys whose period is over; answers how many, so that it is called
/// until there are none.
package struct ForgetRequests: Statement {
    package init() {}

    package static let sql = "SELECT queue.forget_requests() AS forgotten"
    package var parameters: [Parameter] { [] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("forgotten") }
}
