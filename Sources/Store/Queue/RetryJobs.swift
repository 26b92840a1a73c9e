package import Foundation
package import Postgres

/// An attempt that did not succeed.
package struct FailedAttempt: Sendable {
    package let lease: Lease
    /// For operators. It never contains an address or other personal data.
    package let error: String
    /// Nil: the queue's own backoff decides.
    package let retryAt: Date?
    /// False: the attempt does not count, and the job merely waits.
    package let isCounted: Bool

    package init(_ lease: Lease, error: String, retryAt: Date? = nil, isCounted: Bool = true) {
        (self.lease, self.error, self.retryAt, self.isCounted) = (lease, error, retryAt, isCounted)
    }
}

extension FailedAttempt: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, fence, nonce, error, counted
        case retryAt = "run_at"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(lease.job, forKey: .id)
        try container.encode(lease.fence, forKey: .fence)
        try container.encode(lease.nonce, forKey: .nonce)
        try container.encode(error, forKey: .error)
        try container.encode(isCounted, forKey: .counted)
        try container.encodeIfPresent(retryAt, forKey: .retryAt)
    }
}

/// Ends failed attempts. Each job waits for its next one, or is dead after its last.
package struct RetryJobs: Statement {
    package let parameters: [Parameter]

    package init(_ attempts: [FailedAttempt]) throws { parameters = [try .encoding(attempts)] }

    package static let sql = "SELECT * FROM queue.retry($1)"
    package static func read(_ row: borrowing Row) throws -> LeaseAnswer { try LeaseAnswer.read(row) }
}

/// Gives up jobs that no further attempt can help.
package struct BuryJobs: Statement {
    package let parameters: [Parameter]

    package init(_ attempts: [FailedAttempt]) throws { parameters = [try .encoding(attempts)] }

    package static let sql = "SELECT * FROM queue.bury($1)"
    package static func read(_ row: borrowing Row) throws -> LeaseAnswer { try LeaseAnswer.read(row) }
}
