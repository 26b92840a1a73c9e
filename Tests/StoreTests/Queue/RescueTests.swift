import Foundation
import Postgres
import Store
import Testing

struct RescueTests {
    @Test func `the jobs of a worker that no longer beats are taken back; those of a live one are not`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(2)
            _ = try await scene.claim(1, as: "dead")
            _ = try await scene.claim(1, as: "alive")
            try await scene.beat("alive")
            let rescued = try await scene.rescue(from: "dead")

            #expect(rescued.map(\.job) == [ids[0]])
            #expect(rescued.first?.isDead == false)
            #expect(try await scene.places() == [ids[0]: "ready", ids[1]: "running"])
            #expect(try await scene.count("queue.ready WHERE crashes = 1 AND attempt = 0") == 1)
            let errors = try await scene.texts("error FROM queue.attempts")
            #expect(errors == ["its worker died, lost its connection or was stuck"])
            #expect(try await scene.texts("name FROM queue.workers") == ["alive"])
        }
    }

    @Test func `the third worker a job kills is the last`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            for crash in 1...3 {
                #expect(try await scene.claim(as: "w\(crash)", alone: crash > 1).count == 1)
                #expect(try await scene.rescue(from: "w\(crash)").map(\.isDead) == [crash == 3])
            }

            #expect(
                try await scene.texts("concat_ws('; ', reason, note, crashes, attempt) FROM queue.dead")
                    == ["killed its workers; three workers died with it; 3; 0"]
            )
        }
    }

    @Test func `when the clock jumps, a leader whose lease is over takes nothing from workers that live`() async throws
    {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue()
            _ = try await scene.claim()
            try await scene.beat(expiry: .seconds(-1))
            let term = try await scene.lead()
            try await scene.pool.execute(
                "UPDATE queue.leaders SET expires_at = clock_timestamp() - interval '1 second'"
            )

            #expect(try await scene.pool.run(RescueJobs(term: term, expiry: .seconds(1))).isEmpty)

            _ = try await scene.pool.one(TakeLead(of: "coordinator", as: "leader", lease: .seconds(60)))
            #expect(try await scene.pool.run(RescueJobs(term: term, expiry: .seconds(10))).isEmpty, "it leads anew")
            #expect(try await scene.places() == [ids[0]: "running"])
        }
    }

    @Test func `a lease past its deadline is taken back though its worker beats on`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(2)
            try await scene.beat()
            let stuck = ClaimJobs(from: "email", limit: 1, worker: "w", nonce: UUID(), lease: .zero)
            let lease = try #require(try await scene.pool.run(stuck).first).lease
            _ = try await scene.claim(1)
            let rescued = try await scene.pool.run(RescueJobs(term: try await scene.lead(), expiry: .seconds(1)))

            #expect(rescued.map(\.job) == [ids[0]])
            #expect(try await scene.places() == [ids[0]: "ready", ids[1]: "running"])
            #expect(try await scene.pool.run(FinishJobs([lease])).map(\.word) == [.stale])
        }
    }

    @Test func `a worker that signed off leaves nothing behind for long`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            try await scene.beat()
            _ = try await scene.claim()
            #expect(try await scene.pool.run(RescueJobs(term: try await scene.lead(), expiry: .seconds(1))).isEmpty)

            _ = try await scene.pool.run(SignOffWorker("w"))
            #expect(try await scene.pool.run(RescueJobs(term: try await scene.lead(), expiry: .seconds(1))).count == 1)
        }
    }

    @Test func `nothing is rescued within one expiry of the server's own start`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            _ = try await scene.claim()
            let sinceForever = RescueJobs(term: try await scene.lead(), expiry: .seconds(10 * 365 * 86_400))

            #expect(try await scene.pool.run(sinceForever).isEmpty)
            #expect(try await scene.place() == "running")
        }
    }

    @Test func `a rescuer takes a bounded batch and comes to the end`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(1100)
            _ = try await scene.claim(1100)
            var batches: [Int] = []
            repeat { batches.append(try await scene.rescue().count) } while batches.last != 0

            #expect(batches == [500, 500, 100, 0])
            #expect(try await scene.count("queue.ready") == 1100)
        }
    }

    @Test func `a heartbeat is one row, and says until when`() async throws {
        try await Scene.lend { scene in
            try await scene.beat(expiry: .seconds(5))
            let until = try await scene.pool.one(
                BeatWorker("w", host: "here", processID: 1, queues: ["email"], expiry: .seconds(3600))
            )

            #expect(until > Date(timeIntervalSinceNow: 3000))
            #expect(try await scene.count("queue.workers WHERE expires_at > beat_at + '59 min'::interval") == 1)
        }
    }

    @Test func `a heartbeat touches no index`() async throws {
        try await Scene.lend { scene in
            try await scene.beat()
            try await scene.pool.transaction { connection in
                let beat = BeatWorker("w", host: "here", processID: 1, queues: ["email"], expiry: .seconds(60))
                _ = try await connection.run(beat)
                let row = try await connection.query(
                    "SELECT n_tup_upd::int AS changed, n_tup_hot_upd::int AS hot FROM pg_stat_xact_user_tables WHERE relid = 'queue.workers'::regclass"
                )[0]
                #expect(try (row.int("changed"), row.int("hot")) == (1, 1))
            }
        }
    }

    @Test func `a leader that has only just begun to lead takes nothing back`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            _ = try await scene.claim()
            try await scene.beat(expiry: .seconds(-1))
            let rescue = RescueJobs(term: try await scene.lead(), expiry: .milliseconds(1))
            try await scene.pool.execute("UPDATE queue.leaders SET since = clock_timestamp() + interval '1 hour'")
            #expect(try await scene.pool.run(rescue).isEmpty)

            try await scene.pool.execute("UPDATE queue.leaders SET since = '-infinity'")
            #expect(try await scene.pool.run(rescue).count == 1)
        }
    }
}
