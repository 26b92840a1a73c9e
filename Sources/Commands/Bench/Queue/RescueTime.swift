import Foundation
import Postgres
import Store

/// How long it takes until another worker has begun the jobs of a dead worker, counted from its last sign of life.
struct RescueTime {
    let jobs: Int
    let connections: Int
    let batch: Int

    func measure(in database: BenchDatabase) async throws -> Waits {
        let load = QueueLoad(database: database)
        try await load.makeReady(jobs)
        try await database.settle()
        let (starts, countdown) = (Starts(), Countdown(from: jobs))
        let death = ContinuousClock.now
        let lost = try await claimForTheDead(in: database)
        let observers = NoOp.Observers(began: starts.note, ended: countdown.count)
        try await load.whileWorking(connections: connections, batch: batch, observing: observers) {
            await countdown.end()
        }
        return starts.waits(since: Dictionary(uniqueKeysWithValues: lost.map { ($0.id, death) }))
    }

    /// Does what a worker had done that was killed right after a heartbeat and a claim.
    private func claimForTheDead(in database: BenchDatabase) async throws -> [Job] {
        let name = "killed"
        let beat = BeatWorker(name, host: "", processID: 0, queues: [QueueLoad.queue], expiry: .seconds(12))
        _ = try await database.connection.run(beat)
        let claim = ClaimJobs(from: QueueLoad.queue, limit: jobs, worker: name, nonce: UUID())
        return try await database.connection.run(claim)
    }
}
