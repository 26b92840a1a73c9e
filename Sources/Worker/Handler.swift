package import Store

/// Does one kind of job, a batch at a time.
package protocol Handler: Sendable {
    /// The queue it claims from.
    var queue: String { get }

    /// How many jobs it claims at once.
    func batch(_ configuration: Worker.Configuration) -> Int

    /// Does claimed jobs and ends their leases, as far as its time allows. It puts back the jobs that it does not
    /// begin. After an error each job is tried alone, and ends with `RetryJobs` if it fails again; jobs that were
    /// already done answer `stale`.
    ///
    /// Returns the next jobs, if it claimed them in the transaction that ended these, with `LeaseWindow.nextClaim()`.
    func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job]
}
