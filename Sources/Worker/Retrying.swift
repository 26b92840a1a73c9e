import Automation
import Engine
import Postgres
import Store
import Telemetry

/// Ends failed attempts. An enrollment whose job has had its last leaves as failed, in the same transaction.
func retry(
    _ attempts: [FailedAttempt],
    in queue: String,
    walk: Walk,
    _ observe: Observer,
    on connection: Connection
) async throws {
    guard !attempts.isEmpty else { return }
    let held = try await connection.run(HoldEnrollments(ofJobs: attempts.map(\.lease.job)))
    let answers = try await connection.run(try RetryJobs(attempts))
    let dead = Set(answers.filter { $0.word == .dead }.map(\.job))
    observe.ended(answers.count { $0.word == .retried }, .retried, in: queue)
    observe.ended(dead.count, .dead, in: queue)
    let errors = Dictionary(attempts.map { ($0.lease.job, $0.error) }, uniquingKeysWith: { first, _ in first })
    let stranded = held.filter { dead.contains($0.job) }
    try await walk.leave(
        stranded.map { (Walker($0), .failed(explanation: errors[$0.job] ?? "its attempts are used up")) },
        on: connection
    )
}

extension Observer {
    /// So many leases of a queue have ended; none is not worth a word.
    func ended(_ count: Int, _ end: Observation.End, in queue: String) {
        if count > 0 { self(.ended(queue: queue, end, count: count)) }
    }
}
