import Foundation
import Postgres
import Store

/// How many jobs per second can be enqueued with one commit per job.
struct EnqueueSingly {
    let connections: Int
    let seconds: Int

    func measure(in database: BenchDatabase) async throws -> Double {
        try await database.settle()
        let pool = database.pool(size: connections)
        let begun = ContinuousClock.now
        let end = begun + .seconds(seconds)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...connections { group.addTask { try await Self.enqueue(until: end, in: pool) } }
            return try await group.reduce(0, +)
        }
        let duration = ContinuousClock.now - begun
        await pool.close()
        return Double(count) / (duration / .seconds(1))
    }

    private static func enqueue(until end: ContinuousClock.Instant, in pool: Pool) async throws -> Int {
        try await pool.withConnection { connection in
            var count = 0
            while ContinuousClock.now < end {
                _ = try await connection.run(EnqueueJobs([.noOp(count)]))
                count += 1
            }
            return count
        }
    }
}

/// How many jobs per second can be enqueued in batches, with one commit per batch. The batches are prepared as JSON
/// beforehand.
struct EnqueueBatches {
    let jobs: Int
    let batch: Int
    let connections: Int

    func measure(in database: BenchDatabase) async throws -> Double {
        let batches = try stride(from: 0, to: jobs, by: batch).map { start in
            let some = (start..<min(start + batch, jobs)).map { NewJob.noOp($0) }
            return String(decoding: try JSONEncoder().encode(some), as: UTF8.self)
        }
        try await database.settle()
        let pool = database.pool(size: connections)
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<connections {
                group.addTask {
                    for index in stride(from: first, to: batches.count, by: connections) {
                        _ = try await pool.run(EnqueueJobs(json: batches[index]))
                    }
                }
            }
            try await group.waitForAll()
        }
        let duration = ContinuousClock.now - begun
        await pool.close()
        return Double(jobs) / (duration / .seconds(1))
    }
}

extension NewJob {
    /// A job with a payload of 100 bytes.
    static func noOp(_ number: Int) -> NewJob {
        NewJob("no-op", in: QueueLoad.queue, payload: ["i": .integer(Int64(number)), "p": .text(filler)])
    }

    private static let filler = String(repeating: "x", count: 76)
}
