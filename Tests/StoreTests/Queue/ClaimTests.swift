import Foundation
import Postgres
import Store
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ClaimTests {
    @Test func `racing workers share nothing and leave nothing`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(600)
            let pool = Pool(scene.configuration, size: 16, waitMax: .seconds(60))
            let claimed = try await withThrowingTaskGroup(of: [Job].self) { group in
                for worker in 0..<16 {
                    group.addTask {
                        var mine: [Job] = []
                        while true {
                            let batch = try await pool.run(
                                ClaimJobs(from: "email", limit: 7, worker: "w\(worker)", nonce: UUID())
                            )
                            if batch.isEmpty { return mine }
                            mine += batch
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            await pool.close()

            #expect(claimed.map(\.id).sorted() == ids)
            #expect(Set(claimed.map(\.lease.fence)).count == 600)
        }
    }

    @Test func `the most urgent come first, then whoever came first`() async throws {
        try await Scene.lend { scene in
            var ids: [Int: [Int64]] = [:]
            for priority in [3, 0, -9, 0, 3] {
                ids[priority, default: []] += try await scene.enqueue(2, priority: priority)
            }
            let expected = [-9, 0, 3].flatMap { ids[$0] ?? [] }

            var claimed: [Int64] = []
            for _ in 0..<10 { claimed += try await scene.claim(1).map(\.id) }
            #expect(claimed == expected)
        }
    }

    @Test func `a worker never gets more than it asked for, whatever the planner believes`() async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute("ANALYZE queue.ready")
            try await scene.enqueue(500)
            for _ in 0..<8 { #expect(try await scene.claim(3).count == 3) }
            try await scene.pool.execute("ANALYZE queue.ready")
            #expect(try await scene.claim(3).count == 3)
            #expect(try await scene.claim(0).isEmpty)
        }
    }

    @Test func `a queue gives only its own jobs`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2, in: "automation")

            #expect(try await scene.claim(from: "email").isEmpty)
            #expect(try await scene.claim(from: "automation").count == 2)
        }
    }

    @Test func `a paused queue gives nothing until it is resumed`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let running = try await scene.claim()
            try await scene.enqueue()
            _ = try await scene.rows("SELECT queue.pause('email', 'the server is moving')")

            #expect(try await scene.claim().isEmpty)
            #expect(try await scene.finish(running) == [.done])
            #expect(
                try await scene.texts("state FROM queue.overview WHERE queue = 'email'") == [
                    "PAUSED: the server is moving"
                ]
            )

            _ = try await scene.rows("SELECT queue.resume('email', 'it has moved')")
            #expect(try await scene.claim().count == 1)
        }
    }

    @Test func `an unknown queue cannot be paused or resumed`() async throws {
        try await Scene.lend { scene in
            for verb in ["pause('mail', 'x')", "resume('mail', 'x')"] {
                let refusal = await refusal { _ = try await scene.rows("SELECT queue.\(verb)") }
                #expect(refusal?.message == #"there is no queue "mail""#)
            }
        }
    }

    @Test func `those that killed one worker are handed out together, those that killed two one by one`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(5)
            _ = try await scene.claim(5, as: "first")
            try await scene.rescue(from: "first")
            #expect(try await scene.claim(1, as: "second", alone: true).map(\.id) == [jobs[0]])
            try await scene.rescue(from: "second")

            #expect(Set(try await scene.claim(16, alone: true).map(\.id)) == Set(jobs.dropFirst()))
            #expect(try await scene.claim(16, alone: true).isEmpty)
            #expect(try await scene.claim(1, alone: true).map(\.id) == [jobs[0]])
        }
    }

    @Test func `a job that has killed a worker is handed out only to a claim that asks for such`()
        async throws
    {
        try await Scene.lend { scene in
            let suspects = try await scene.enqueue(2)
            _ = try await scene.claim()
            try await scene.rescue()
            let healthy = try await scene.enqueue(3)

            #expect(try await scene.claim().map(\.id).sorted() == healthy)
            #expect(try await scene.claim(alone: true).map(\.id) == [suspects[0]])
            #expect(try await scene.claim(alone: true).map(\.id) == [suspects[1]])
        }
    }

    @Test func `a crowd of expired jobs holds up none that can still run`() async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute(
                """
                INSERT INTO queue.ready (id, run_at, enqueued_at, expires_at, queue, kind, payload)
                SELECT nextval('queue.job_id'), clock.now(), clock.now(), clock.now() - interval '1 minute', 'email', 'k', '{}'
                FROM generate_series(1, 3000)
                """
            )
            let alive = try await scene.enqueue(2)
            _ = try await scene.rows("SELECT queue.set_limits('email', 'a test', concurrency => 1)")

            #expect(try await scene.claim(10).map(\.id) == [alive[0]])
            #expect(try await scene.count("queue.dead WHERE reason = 'expired'") == 3000)
        }
    }

    @Test func `an expired job is dead, not started`() async throws {
        try await Scene.lend { scene in
            let expiring = try await scene.enqueue(expiresAfter: 60)[0]
            let lasting = try await scene.enqueue(expiresAfter: 3600)[0]
            try await scene.later(60) { scene async throws in
                #expect(try await scene.claim().map(\.id) == [lasting])
                #expect(try await scene.places()[expiring] == "dead")
                #expect(try await scene.texts("reason FROM queue.dead") == ["expired"])
            }
        }
    }

    @Test func `a job whose window has closed goes back to its gate, as often as it takes`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(2, gate: "send")
            let untils = [scene.now + 60, scene.now + 3600]
            _ = try await scene.pool.one(
                ReleaseJobs(term: try await scene.lead(), zip(ids, untils).map { (id: $0, validUntil: $1) })
            )
            try await scene.later(60) { scene async throws in
                #expect(try await scene.claim().map(\.id) == [ids[1]])
                #expect(try await scene.places()[ids[0]] == "gated")
                #expect(try await scene.texts("note FROM queue.gated") == ["its window had closed"])
                #expect(try await scene.count("queue.gated WHERE valid_until IS NOT NULL") == 0)
            }
        }
    }

    @Test func `a claim whose reply was lost is found by its nonce`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(3)
            let nonce = UUID()
            let lost = try await scene.claim(2, nonce: nonce)
            _ = try await scene.claim(1)

            let found = try await scene.pool.run(ReclaimJobs(worker: "w", nonce: nonce))
            #expect(Set(found.map(\.lease)) == Set(lost.map(\.lease)))
            #expect(try await scene.pool.run(ReclaimJobs(worker: "w", nonce: UUID())).isEmpty)
        }
    }

    @Test func `claimed jobs that were not started go back as they were`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(3, gate: "send")
            let gated = try await scene.pool.query("SELECT id FROM queue.gated").map { try $0.integer("id") }
            _ = try await scene.pool.one(
                ReleaseJobs(term: try await scene.lead(), gated.map { (id: $0, validUntil: scene.now + 60) })
            )
            let jobs = try await scene.claim(3)
            _ = try await scene.pool.run(UnclaimJobs(Array(jobs.prefix(2).map(\.lease))))
            _ = try await scene.pool.run(UnclaimJobs(Array(jobs.prefix(1).map(\.lease))))

            #expect(
                try await scene.count("queue.ready WHERE attempt = 0 AND crashes = 0 AND valid_until IS NOT NULL") == 2
            )
            #expect(try await scene.count("queue.running") == 1)
            #expect(try await scene.count("queue.attempts") == 0)
            #expect(try await scene.finish(jobs) == [.stale, .stale, .done])
        }
    }
}
