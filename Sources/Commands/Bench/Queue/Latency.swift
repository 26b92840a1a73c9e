import Foundation
import Postgres
import Store
import Synchronization

/// How long a job waits from its commit to the first line of its handler, while jobs arrive at a steady rate.
struct Latency {
    let rate: Int
    let seconds: Int
    let connections: Int
    let batch: Int

    func measure(in database: BenchDatabase) async throws -> Waits {
        let load = QueueLoad(database: database)
        try await database.settle()

        let trickle = Trickle(rate: rate, seconds: seconds) { [.noOp($0)] }
        let (starts, countdown) = (Starts(), Countdown(from: rate * seconds))
        let observers = NoOp.Observers(began: starts.note, ended: countdown.count)
        let commits = try await load.whileWorking(connections: connections, batch: batch, observing: observers) {
            let commits = try await trickle.flow(into: database)
            await countdown.end()
            return commits
        }
        return starts.waits(since: commits)
    }
}

/// The moments at which jobs were begun.
final class Starts: Sendable {
    private let moments = Mutex<[Int64: ContinuousClock.Instant]>([:])

    func note(_ jobs: [Job]) {
        let now = ContinuousClock.now
        moments.withLock { moments in for job in jobs { moments[job.id] = now } }
    }

    /// How long each of these jobs had waited.
    func waits(since moments: [Int64: ContinuousClock.Instant]) -> Waits {
        let started = self.moments.withLock { $0 }
        return Waits(moments.compactMap { id, moment in started[id].map { $0 - moment } })
    }
}

/// A sample of durations.
struct Waits: Sendable {
    private let milliseconds: [Double]

    /// A worker may start a job before the reply to its commit has arrived. That counts as no wait.
    init(_ waits: [Duration]) { milliseconds = waits.map { max(0, $0 / .milliseconds(1)) }.sorted() }

    /// The smallest value that at least this percentage of the sample does not exceed.
    func percentile(_ percent: Double) -> Double {
        guard !milliseconds.isEmpty else { return .nan }
        let rank = (Double(milliseconds.count) * percent / 100).rounded(.up)
        return milliseconds[min(max(Int(rank), 1), milliseconds.count) - 1]
    }
}

extension [Measure] {
    /// Adds the important figures of a sample of waits.
    mutating func note(_ name: String, _ waits: Waits) {
        for (which, percent) in [("p50", 50.0), ("p99", 99), ("longest", 100)] {
            note("\(name), \(which)", waits.percentile(percent), "ms")
        }
    }
}
