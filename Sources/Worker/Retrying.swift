import Postgres
import Store
import Telemetry

/// Ends failed attempts. If it was a job's last one, the same transaction requests that its enrollment end as failed.
func retry(_ attempts: [FailedAttempt], in queue: String, _ observe: Observer, on connection: Connection) async throws {
    guard !attempts.isEmpty else { return }
    let answers = try await connection.run(try RetryJobs(attempts))
    let dead = Set(answers.filter { $0.word == .dead }.map(\.job))
    observe.ended(answers.count { $0.word == .retried }, .retried, in: queue)
    observe.ended(dead.count, .dead, in: queue)
    guard !dead.isEmpty else { return }
    let last = attempts.filter { dead.contains($0.lease.job) }
    _ = try await connection.run(GiveUpJobs(last.map { ($0.lease.job, $0.error) }))
}

extension FailedAttempt {
    /// Not a failed attempt: another session holds what the job must change. The job comes back after the shortest
    /// backoff.
    static func whoseContactIsHeld(_ lease: Lease) -> FailedAttempt {
        let reason = "another session holds its contact (queue.health names the session)"
        return FailedAttempt(lease, error: reason, isCounted: false)
    }
}

extension Observer {
    /// Reports how many leases of a queue have ended. Zero is not reported.
    func ended(_ count: Int, _ end: Observation.End, in queue: String) {
        if count > 0 { self(.ended(queue: queue, end, count: count)) }
    }
}
