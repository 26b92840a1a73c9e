package import Foundation
import Postgres

/// Proves that a result belongs to one claim of one job. It holds the database's fence and the worker's own nonce.
package struct Lease: Hashable, Sendable {
    package let job: Int64
    package let fence: Int64
    package let nonce: UUID
}

/// A job that a worker has claimed.
package struct Job: Sendable {
    package let lease: Lease
    package let kind: String
    /// JSON object of at most 8 KiB.
    package let payload: String
    /// How many attempts have failed so far.
    package let attempt: Int
    package let attemptLimit: Int
    /// How long it was ready before the claim, by the server's own clock.
    package let wait: Duration

    package var id: Int64 { lease.job }
}

extension Job {
    /// The columns that a worker needs.
    static let columns =
        "id, fence, nonce, kind, payload, attempt, attempt_limit, extract(epoch FROM claimed_at - ready_at)::float8 AS wait"

    static func read(_ row: borrowing Row) throws -> Job {
        Job(
            lease: Lease(job: try row.integer("id"), fence: try row.integer("fence"), nonce: try row.uuid("nonce")),
            kind: try row.text("kind"),
            payload: try row.json("payload"),
            attempt: try row.int("attempt"),
            attemptLimit: try row.int("attempt_limit"),
            wait: .seconds(max(0, try row.double("wait")))
        )
    }
}

extension Sequence<Lease> {
    /// `ids, fences, nonces`: the parameters of every verb that ends a lease.
    var asParameters: [Parameter] { [.integers(map(\.job)), .integers(map(\.fence)), .uuids(map(\.nonce))] }
}
