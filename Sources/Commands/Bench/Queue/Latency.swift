import Foundation
import Postgres
import Store
import Synchronization

/// How long a job waits from its commit to the first line of its handler while a steady trickle comes in.
struct Latency {
    let rate: Int
    let seconds: Int
    let surroundings: Surroundings
    let connections: Int
    let batch: Int

    func measure(in database: BenchDatabase) async throws -> Waits {
        let load = QueueLoad(database: database)
        return try await surroundings.whileStanding(in: load) { try await wait(for: load, in: database) }
    }

    private func wait(for load: QueueLoad, in database: BenchDatabase) async throws -> Waits {
        try await database.settle()

        let starts = Mutex<[Int64: ContinuousClock.Instant]>([:])
        let countdown = Countdown(from: rate * seconds)
        let observers = NoOp.Observers(
            began: { jobs in
                let now = ContinuousClock.now
                starts.withLock { starts in for job in jobs { starts[job.id] = now } }
            },
            ended: { countdown.count($0) }
        )
        let commits = try await load.whileWorking(connections: connections, batch: batch, observing: observers) {
            let commits = try await produce(in: database)
            await countdown.end()
            return commits
        }
        let started = starts.withLock { $0 }
        return Waits(commits.compactMap { id, commit in started[id].map { $0 - commit } })
    }

    /// One job at a time, each at its moment; answers when its commit was confirmed.
    private func produce(in database: BenchDatabase) async throws -> [(id: Int64, ContinuousClock.Instant)] {
        let connection = try await Connection.open(database.configuration)
        let begun = ContinuousClock.now
        var commits: [(Int64, ContinuousClock.Instant)] = []
        for number in 0..<(rate * seconds) {
            try await Task.sleep(until: begun + .seconds(number) / rate, clock: .continuous)
            let job = try await connection.one(EnqueueJobs([.noOp(number)]))
            commits.append((job.id, .now))
        }
        await connection.close()
        return commits
    }
}

/// A sample of durations.
struct Waits: Sendable {
    private let milliseconds: [Double]

    /// A worker may start a job before the reply to its commit has come back: that counts as no wait.
    init(_ waits: [Duration]) { milliseconds = waits.map { max(0, $0 / .milliseconds(1)) }.sorted() }

    /// The smallest that is not exceeded by so many in a hundred.
    func percentile(_ percent: Double) -> Double {
        guard !milliseconds.isEmpty else { return .nan }
        let rank = (Double(milliseconds.count) * percent / 100).rounded(.up)
        return milliseconds[min(max(Int(rank), 1), milliseconds.count) - 1]
    }
}
