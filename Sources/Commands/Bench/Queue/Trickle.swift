import Postgres
import Store

/// Jobs that arrive at a steady rate, over one connection.
struct Trickle {
    /// Commits per second.
    let rate: Int
    let seconds: Int
    /// The jobs of each commit, by its number.
    let jobs: @Sendable (Int) -> [NewJob]

    /// Returns the first job of each commit, and when the commit was confirmed.
    func flow(into database: BenchDatabase) async throws -> [Int64: ContinuousClock.Instant] {
        let connection = try await Connection.open(database.configuration)
        let begun = ContinuousClock.now
        var commits: [Int64: ContinuousClock.Instant] = [:]
        for number in 0..<(rate * seconds) {
            try await Task.sleep(until: begun + .seconds(number) / rate, clock: .continuous)
            let enqueued = try await connection.run(EnqueueJobs(jobs(number)))
            commits[enqueued[0].id] = .now
        }
        await connection.close()
        return commits
    }
}
