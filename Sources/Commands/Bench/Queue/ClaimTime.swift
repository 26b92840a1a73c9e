import Foundation
import Postgres
import Store

/// How long claims take, one after another on one connection, and whether dead rows make them slower.
struct ClaimTime {
    static let claims = 300
    static let batch = 100

    func measure(in database: BenchDatabase) async throws -> Waits {
        let load = QueueLoad(database: database)
        try await load.makeReady(Self.claims * Self.batch)
        try await database.settle()
        return try await load.whileLed { try await Self.claimAll(on: database.connection) }
    }

    private static func claimAll(on connection: Connection) async throws -> Waits {
        let beat = BeatWorker("bench", host: "", processID: 0, queues: [QueueLoad.queue], expiry: .seconds(600))
        _ = try await connection.run(beat)
        var waits: [Duration] = []
        for _ in 1...claims {
            let begun = ContinuousClock.now
            let claim = ClaimJobs(from: QueueLoad.queue, limit: batch, worker: "bench", nonce: UUID())
            let jobs = try await connection.run(claim)
            waits.append(.now - begun)
            guard jobs.count == batch else { throw BenchFailure("\(jobs.count) of \(batch) jobs were claimed") }
            _ = try await connection.run(FinishJobs(jobs.map(\.lease)))
        }
        return Waits(waits)
    }
}
