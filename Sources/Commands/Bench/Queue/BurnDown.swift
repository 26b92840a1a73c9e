import Foundation
import Postgres
import Store
import Synchronization

/// How fast a worker works off a full queue.
struct BurnDown {
    let jobs: Int
    let connections: Int
    let batch: Int

    /// Jobs per second, and the bytes of write-ahead log for each job.
    func measure(in database: BenchDatabase) async throws -> (speed: Double, log: Double) {
        let load = QueueLoad(database: database)
        try await load.makeReady(jobs)
        try await database.settle()
        let logBefore = try await database.logWritten()

        let countdown = Countdown(from: jobs)
        let observers = NoOp.Observers(ended: { countdown.count($0) })
        let begun = ContinuousClock.now
        let duration = try await load.whileWorking(connections: connections, batch: batch, observing: observers) {
            await countdown.end()
            return ContinuousClock.now - begun
        }
        let recorded = try await database.count("queue.done WHERE outcome = 'done'")
        guard recorded == jobs else { throw BenchFailure("\(recorded) of \(jobs) jobs are in the history") }
        let log = try await database.logWritten() - logBefore
        return (Double(jobs) / (duration / .seconds(1)), Double(log) / Double(jobs))
    }
}

/// Ends after a given number of events.
final class Countdown: Sendable {
    private let left: Mutex<Int>
    private let (stream, continuation) = AsyncStream<Never>.makeStream()

    init(from count: Int) { left = Mutex(count) }

    func count(_ some: Int) {
        let isOver = left.withLock { left in
            left -= some
            return left <= 0
        }
        if isOver { continuation.finish() }
    }

    /// Returns when the count has reached zero.
    func end() async { for await _ in stream {} }
}

/// Why a measurement is invalid.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
