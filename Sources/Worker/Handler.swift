package import Store

/// Does one kind of job, a batch at a time.
package protocol Handler: Sendable {
    /// The queue it claims from.
    var queue: String { get }

    /// Jobs claimed at once.
    func batch(_ configuration: Worker.Configuration) -> Int

    /// Does claimed jobs and ends their leases, as far as its time allows; what it does not begin it puts back. After an
    /// error each job is tried alone, and ends with `RetryJobs` when it fails again; those that were done answer `stale`.
    ///
    /// Answers the next jobs, if it has claimed them in the transaction that ended these: with `LeaseWindow.nextClaim()`.
    func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job]
}
