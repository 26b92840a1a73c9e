package import Foundation
package import Postgres

/// Claims the next jobs of one queue for a worker, most urgent first. It skips jobs that other sessions hold, and never
/// waits for them.
package struct ClaimJobs: Statement {
    package let queue: String
    package let limit: Int
    package let worker: String
    /// A new nonce for each call. If the reply is lost, `ReclaimJobs` finds the jobs by it.
    package let nonce: UUID
    /// Asks for one job that has killed a worker before.
    package let alone: Bool
    /// The longest time for the batch, before it is given to other workers.
    package let lease: Duration

    package init(
        from queue: String,
        limit: Int,
        worker: String,
        nonce: UUID,
        alone: Bool = false,
        lease: Duration = .seconds(120)
    ) {
        (self.queue, self.limit, self.worker, self.nonce) = (queue, limit, worker, nonce)
        (self.alone, self.lease) = (alone, lease)
    }

    package static let sql = "SELECT \(Job.columns) FROM queue.claim($1, $2, $3, $4, $5, $6)"
    package var parameters: [Parameter] {
        [.text(queue), .int(limit), .text(worker), .uuid(nonce), .boolean(alone), .interval(lease)]
    }
    package static func read(_ row: borrowing Row) throws -> Job { try Job.read(row) }
}

/// Returns the jobs of a claim whose reply was lost.
package struct ReclaimJobs: Statement {
    package let worker: String
    package let nonce: UUID

    package init(worker: String, nonce: UUID) { (self.worker, self.nonce) = (worker, nonce) }

    package static let sql = "SELECT \(Job.columns) FROM queue.reclaim($1, $2)"
    package var parameters: [Parameter] { [.text(worker), .uuid(nonce)] }
    package static func read(_ row: borrowing Row) throws -> Job { try Job.read(row) }
}

/// Puts back claimed jobs that were not started, without counting an attempt.
package struct UnclaimJobs: Statement {
    package let leases: [Lease]

    package init(_ leases: [Lease]) { self.leases = leases }

    package static let sql = "SELECT queue.unclaim($1, $2, $3)"
    package var parameters: [Parameter] { leases.asParameters }
    package static func read(_ row: borrowing Row) throws {}
}
