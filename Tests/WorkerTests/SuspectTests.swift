import Foundation
import Postgres
import Store
import Telemetry
import TestSupport
import Testing

@testable import Worker

/// Jobs that a worker held when it died.
@Suite(.timeLimit(.minutes(5))) struct SuspectTests {
    /// Reports what it begins, and ends nothing until it is allowed to.
    private struct Slow: Handler {
        let queue = "email"
        let pool: Pool
        let begun: AsyncStream<Int64>.Continuation
        let mayEnd: AsyncStream<Never>

        func batch(_ configuration: Worker.Configuration) -> Int { 10 }

        func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job] {
            for job in jobs { begun.yield(job.id) }
            for await _ in mayEnd {}
            _ = try await pool.run(FinishJobs(jobs.map(\.lease)))
            return []
        }
    }

    private func enqueue(crashes: Int, in database: TestDatabase) async throws -> Int64 {
        let sql = """
            INSERT INTO queue.ready (id, run_at, enqueued_at, queue, kind, crashes, payload)
            VALUES (nextval('queue.job_id'), clock.now(), clock.now(), 'email', 'k', $1, '{}') RETURNING id
            """
        return try await database.pool.query(sql, [.int(crashes)])[0].integer("id")
    }

    @Test func `begin at once, while every slot for others is in the midst of a batch`() async throws {
        try await TestDatabase.lend { database in
            let (begun, tell) = AsyncStream.makeStream(of: Int64.self)
            let (mayEnd, end) = AsyncStream.makeStream(of: Never.self)
            let pool = Pool(database.configuration, size: 6)
            var configuration = Worker.Configuration(name: "w", workspaceZone: .gmt)
            configuration.slots = 1
            let slow = Slow(pool: pool, begun: tell, mayEnd: mayEnd)
            let worker = Worker(pool: pool, configuration: configuration, handlers: [slow], observer: .silent)
            let running = Task { try await worker.run() }

            var begins = begun.makeAsyncIterator()
            for crashes in [0, 2, 1] {
                let job = try await enqueue(crashes: crashes, in: database)
                #expect(await begins.next() == job)
            }
            end.finish()
            running.cancel()
            try await running.value
            #expect(try await database.pool.query("SELECT FROM queue.done").count == 3)
            await pool.close()
        }
    }
}
