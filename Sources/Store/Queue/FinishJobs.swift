package import Postgres

/// The queue's answer to the end of a lease.
package struct LeaseAnswer: Sendable, Hashable {
    package enum Word: String, Sendable {
        /// The job was the caller's, and is now finished.
        case done
        /// The same finish was committed before, but its reply was lost.
        case already
        /// The lease was lost to another worker. Nothing changed, and nothing of the result may be kept.
        case stale
        /// The job waits for its next attempt.
        case retried
        /// That was its last attempt, or no attempt can help: a person must look.
        case dead
    }

    package let job: Int64
    package let word: Word

    static func read(_ row: borrowing Row) throws -> LeaseAnswer {
        let word = try row.text("answer")
        guard let known = Word(rawValue: word) else {
            throw DecodingFailure(column: "answer", wanted: "a word of the queue", reason: "\"\(word)\" is not one")
        }
        return LeaseAnswer(job: try row.integer("id"), word: known)
    }
}

/// Ends leases whose jobs are done.
package struct FinishJobs: Statement {
    package let leases: [Lease]

    package init(_ leases: [Lease]) { self.leases = leases }

    package static let sql = "SELECT * FROM queue.finish($1, $2, $3)"
    package var parameters: [Parameter] { leases.asParameters }
    package static func read(_ row: borrowing Row) throws -> LeaseAnswer { try LeaseAnswer.read(row) }
}
