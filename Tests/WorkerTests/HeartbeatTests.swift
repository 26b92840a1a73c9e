import Foundation
import Postgres
import Store
import Telemetry
import TestStage
import TestSupport
import Testing

@testable import Worker

/// What must go on whatever handlers do, and whatever happens to the connection.
@Suite(.timeLimit(.minutes(5))) struct HeartbeatTests {
    private struct Idle: Handler {
        var queue: String { "email" }
        func batch(_ configuration: Worker.Configuration) -> Int { 1 }
        func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job] { [] }
    }

    /// A worker that runs on a pool of one connection while `body` does.
    private func running(
        expiry: Duration = .seconds(12),
        observer: Observer = .silent,
        _ body: (Worker, Pool, TestDatabase) async throws -> Void
    ) async throws {
        try await TestDatabase.lend { database in
            let pool = Pool(database.configuration, size: 1)
            var configuration = Worker.Configuration(name: "w", workspaceZone: .paris)
            (configuration.heartbeat, configuration.expiry) = (.milliseconds(20), expiry)
            let worker = Worker(pool: pool, configuration: configuration, handlers: [Idle()], observer: observer)
            let running = Task { try await worker.run() }
            try await body(worker, pool, database)
            running.cancel()
            try await running.value
            await pool.close()
        }
    }

    /// Returns when the worker has beaten this many times more.
    private func beats(_ count: Int, in database: TestDatabase) async throws {
        var beats: Set<Date> = []
        while beats.count <= count {
            let rows = try await database.pool.query("SELECT beat_at FROM queue.workers")
            beats.formUnion(try rows.map { try $0.timestamp("beat_at") })
        }
    }

    @Test func `handlers that hold every connection do not hold up the heartbeat`() async throws {
        try await running { worker, pool, database in
            try await pool.withConnection { _ in
                try await beats(3, in: database)
                #expect(worker.isReady)
            }
        }
    }

    @Test func `a silence that was longer than the leases last is told`() async throws {
        let (givenUp, note) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        let (lost, noteLoss) = AsyncStream.makeStream(of: Duration.self)
        let observer = Observer { observation in
            if case .faltered("heartbeat", _) = observation { note.yield(.now) }
            if case .leaseLost(let silence) = observation { noteLoss.yield(silence) }
        }
        try await running(expiry: .seconds(1), observer: observer) { _, _, database in
            try await beats(1, in: database)
            try await database.pool.transaction { connection in
                try await connection.execute("LOCK TABLE queue.workers IN ACCESS EXCLUSIVE MODE")
                let silent = ContinuousClock.now
                for await time in givenUp where time - silent > .seconds(1) { break }
            }
            let silence = await lost.first { _ in true }
            #expect(silence ?? .zero >= .seconds(1))
        }
    }

    @Test func `a heartbeat without an answer is given up so early that others fit in before the leases end`()
        async throws
    {
        let (givenUp, note) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        let observer = Observer { observation in
            if case .faltered("heartbeat", _) = observation { note.yield(.now) }
        }
        try await running(expiry: .seconds(24), observer: observer) { _, _, database in
            try await beats(1, in: database)
            var times: [ContinuousClock.Instant] = []
            try await database.pool.transaction { connection in
                try await connection.execute("LOCK TABLE queue.workers IN ACCESS EXCLUSIVE MODE")
                for await time in givenUp.prefix(2) { times.append(time) }
            }
            #expect(times.count == 2 && times[1] - times[0] < .seconds(18))
            try await beats(1, in: database)
        }
    }
}
