package import Foundation
package import Postgres

/// Gives up expired jobs at the front of a gate, at most a thousand of each lane. Returns how many. Refused (`RL001`)
/// if the leader's term is over.
package struct ExpireAtGate: Statement {
    package let term: Int64
    package let gate: String

    package init(term: Int64, gate: String) { (self.term, self.gate) = (term, gate) }

    package static let sql = "SELECT queue.expire_gated($1, $2) AS gone"
    package var parameters: [Parameter] { [.integer(term), .text(gate)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("gone") }
}

/// Lets gated jobs through, each until its gate would close (nil: never).
package struct ReleaseJobs: Statement {
    package let term: Int64
    package let jobs: [(id: Int64, validUntil: Date?)]

    package init(term: Int64, _ jobs: [(id: Int64, validUntil: Date?)]) { (self.term, self.jobs) = (term, jobs) }

    package static let sql = "SELECT queue.release($1, $2, $3) AS moved"
    package var parameters: [Parameter] {
        [.integer(term), .integers(jobs.map(\.id)), .timestamps(jobs.map(\.validUntil))]
    }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}

/// Sends gated jobs back to wait, with the reason.
package struct PostponeJobs: Statement {
    package let term: Int64
    package let jobs: [(id: Int64, until: Date, reason: String)]

    package init(term: Int64, _ jobs: [(id: Int64, until: Date, reason: String)]) {
        (self.term, self.jobs) = (term, jobs)
    }

    package static let sql = "SELECT queue.postpone($1, $2, $3, $4) AS moved"
    package var parameters: [Parameter] {
        [.integer(term), .integers(jobs.map(\.id)), .timestamps(jobs.map(\.until)), .texts(jobs.map(\.reason))]
    }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}

/// Withdraws waiting jobs permanently. Returns those that still existed.
package struct WithdrawJobs: Statement {
    package enum Outcome: String, Sendable { case cancelled, dropped }

    package let jobs: [Int64]
    package let outcome: Outcome
    package let reason: String

    package init(_ jobs: [Int64], as outcome: Outcome, because reason: String) {
        (self.jobs, self.outcome, self.reason) = (jobs, outcome, reason)
    }

    package static let sql = "SELECT messaging.withdraw($1, $2, $3) AS id"
    package var parameters: [Parameter] { [.integers(jobs), .text(outcome.rawValue), .text(reason)] }
    package static func read(_ row: borrowing Row) throws -> Int64 { try row.integer("id") }
}
