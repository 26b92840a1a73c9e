package import Engine
package import Store

/// Does one kind of job, a batch at a time.
package protocol Handler: Sendable {
    /// The queue it claims from.
    var queue: String { get }
    var walk: Walk { get }

    /// Jobs claimed at once.
    func batch(_ configuration: Worker.Configuration) -> Int

    /// Does claimed jobs and ends their leases. An error means that nothing of the batch was committed; the leases
    /// then end with `RetryJobs`, one by one after a second try of each alone.
    func work(_ jobs: [Job]) async throws
}
