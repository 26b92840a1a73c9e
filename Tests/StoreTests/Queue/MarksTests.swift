import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Claiming begins at a mark. Before it a lane holds only dead rows, and no row can appear there.
@Suite(.timeLimit(.minutes(10)))
struct MarksTests {
    private func advance(_ scene: Scene) async throws {
        _ = try await scene.pool.one(AdvanceMarks(term: try await scene.lead()))
    }

    private func mark(_ scene: Scene) async throws -> Int64 {
        try await scene.rows("SELECT coalesce(max(low), 0) AS low FROM queue.marks WHERE queue = 'email' AND lane = 0")[
            0
        ]
        .integer("low")
    }

    /// Advances the mark past a position. It also waits for transactions of other databases on the server.
    private func advance(_ scene: Scene, past position: Int64) async throws {
        while try await mark(scene) <= position { try await advance(scene) }
    }

    private func workOff(_ count: Int, in scene: Scene) async throws {
        try await scene.enqueue(count)
        while case let jobs = try await scene.claim(5_000), !jobs.isEmpty { _ = try await scene.finish(jobs) }
    }

    @Test func `under a snapshot that vacuum must respect, claiming does not walk over what is gone`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            try await scene.inSession { report in
                try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.ready")
                try await workOff(20_000, in: scene)
                try await advance(scene, past: 20_000)
                let jobs = try await scene.enqueue(5)
                let before = try await entriesRead(of: "ready_in_claim_order", in: scene)

                #expect(try await scene.claim(5).map(\.id) == jobs)

                let read = try await entriesRead(of: "ready_in_claim_order", in: scene) - before
                #expect(read <= 1_100, "\(read) entries of the index were read")
                #expect(try await scene.violations() == [])
            }
        }
    }

    @Test(arguments: ["finish", "retry", "bury", "unclaim"])
    func `under such a snapshot no end of a lease walks over leases that are gone`(verb: String) async throws {
        try await Scene.lend { scene in
            try await scene.inSession { report in
                try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.running")
                try await workOff(20_000, in: scene)
                try await scene.enqueue(500)
                let jobs = try await scene.claim(500)
                try await scene.pool.execute("ANALYZE queue.running")
                let before = try await entriesRead(of: "running_pkey", in: scene)

                switch verb {
                case "finish": _ = try await scene.finish(jobs)
                case "unclaim": _ = try await scene.pool.run(UnclaimJobs(jobs.map(\.lease)))
                case "bury": _ = try await scene.pool.run(BuryJobs(jobs.map { FailedAttempt($0.lease, error: "no") }))
                default: _ = try await scene.pool.run(RetryJobs(jobs.map { FailedAttempt($0.lease, error: "no") }))
                }

                let read = try await entriesRead(of: "running_pkey", in: scene) - before
                #expect(read <= 2_000, "\(read) entries of the index were read")
                #expect(try await scene.count("queue.running") == 0)
            }
        }
    }

    @Test func `under such a snapshot a queue with a limit does not count leases that are gone`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.rows("SELECT queue.set_limits('email', 'a test', 30000)")
            try await scene.inSession { report in
                try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.running")
                try await workOff(20_000, in: scene)
                while try await leaseMark(scene) <= 20_000 { try await advance(scene) }
                try await scene.enqueue(100)
                let before = try await entriesRead(of: "running_by_queue", in: scene)

                for _ in 1...10 { #expect(try await scene.claim(10).count == 10) }

                let read = try await entriesRead(of: "running_by_queue", in: scene) - before
                #expect(read <= 11_000, "\(read) entries of the index were read")
                #expect(try await scene.violations() == [])
            }
        }
    }

    @Test func `a mark of leases does not pass one that lasts`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let lasting = try await scene.claim()
            try await workOff(3_000, in: scene)
            try await advance(scene, past: 3_000)
            #expect(try await leaseMark(scene) == 0)

            _ = try await scene.finish(lasting)
            while try await leaseMark(scene) <= 3_000 { try await advance(scene) }
        }
    }

    @Test func `a mark of leases waits for a claim that has numbered them and has not committed`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            try await scene.inSession { undecided in
                try await undecided.execute("SET relance.now = '\(scene.now.ISO8601Format())'; BEGIN")
                _ = try await undecided.query("SELECT queue.claim('email', 1, 'w', gen_random_uuid())")
                try await workOff(3_000, in: scene)
                for _ in 0..<3 { try await advance(scene) }
                #expect(try await leaseMark(scene) == 0)
                try await undecided.execute("COMMIT")
            }
            for _ in 0..<3 { try await advance(scene) }
            _ = try await scene.rows("SELECT queue.set_limits('email', 'a test', 1)")
            try await scene.enqueue()

            #expect(try await scene.count("queue.running") == 1)
            #expect(try await scene.claim().isEmpty, "the one that committed late is counted")
            #expect(try await scene.violations() == [])
        }
    }

    private func leaseMark(_ scene: Scene) async throws -> Int64 {
        try await scene.rows("SELECT coalesce(max(low), 0) AS low FROM queue.lease_marks WHERE queue = 'email'")[0]
            .integer("low")
    }

    private func entriesRead(of index: String, in scene: Scene) async throws -> Int64 {
        for _ in 0..<2 { _ = try await scene.rows("SELECT pg_stat_force_next_flush()") }
        return try await scene.rows(
            "SELECT sum(idx_tup_read)::bigint AS read FROM pg_stat_user_indexes WHERE indexrelname LIKE $1",
            [.text(index)]
        )[0].integer("read")
    }

    @Test func `a mark waits for whoever was given a position and has not committed`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            try await scene.inSession { slow in
                try await slow.execute("SET relance.now = '\(scene.now.ISO8601Format())'; BEGIN")
                let late = try await slow.query("SELECT queue.enqueue('email', 'k') AS id")[0].integer("id")
                try await workOff(3_000, in: scene)
                for _ in 0..<3 { try await advance(scene) }
                #expect(try await mark(scene) == 0)

                try await slow.execute("COMMIT")
                for _ in 0..<3 { try await advance(scene) }
                #expect(try await scene.claim().map(\.id) == [late])
                try await advance(scene, past: 3_000)
            }
        }
    }

    @Test func `a mark waits also for the youngest transaction of all, after which none has ended`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let term = try await scene.lead()
            try await workOff(3_000, in: scene)
            try await scene.inSession { youngest in
                try await youngest.execute("BEGIN")
                _ = try await youngest.query(
                    "SELECT count(*) FROM generate_series(1, 2000) AS n, queue.enqueue('email', 'k', max_attempts => n % 9 + 1)"
                )
                for _ in 0..<4 { _ = try await scene.pool.one(AdvanceMarks(term: term)) }
                try await youngest.execute("COMMIT")
            }

            #expect(try await scene.violations() == [])
            #expect(try await scene.claim(5_000).count == 2_000)
        }
    }

    @Test func `a transaction that has written before cannot move marks: its number is too small`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let term = try await scene.lead()
            let refusal = await refusal {
                try await scene.pool.execute("BEGIN; SELECT pg_current_xact_id(); SELECT queue.advance_marks(\(term))")
            }
            #expect(refusal?.message == "queue.advance_marks() needs a transaction that has written nothing yet")
        }
    }

    @Test func `a mark does not pass a job that waits, nor one whose claim is taken back`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let first = try await scene.enqueue(in: "email", priority: 0)
            try await scene.inSession { undecided in
                try await undecided.execute("SET relance.now = '\(scene.now.ISO8601Format())'; BEGIN")
                _ = try await undecided.query("SELECT queue.claim('email', 1, 'w', gen_random_uuid())")
                try await workOff(3_000, in: scene)
                for _ in 0..<3 { try await advance(scene) }
                try await undecided.execute("ROLLBACK")
            }
            for _ in 0..<3 { try await advance(scene) }

            #expect(try await scene.claim().map(\.id) == first)
            #expect(try await scene.violations() == [])
        }
    }

    /// Producers commit in any order, workers claim or put back, and a coordinator runs in between: no job is passed.
    @Test(arguments: [UInt64.random(in: 0 ... .max), 1, 2, 3])
    func `whatever the order of commits, every job is claimed`(seed: UInt64) async throws {
        var random = SplitMix(seed)
        try await Scene.lend { scene in
            try await scene.declareKind()
            var open: [Connection] = []
            var expected = 0
            for _ in 0..<150 {
                switch Int.random(in: 0..<6, using: &random) {
                case 0, 1:
                    let producer = try await Connection.open(scene.configuration)
                    try await producer.execute("BEGIN")
                    _ = try await producer.query(
                        "SELECT count(*) FROM generate_series(1, $1) AS n, queue.enqueue('email', 'k', priority => n % 3 - 1)",
                        [.int(Int.random(in: 1...700, using: &random))]
                    )
                    open.append(producer)
                case 2, 3:
                    guard let index = open.indices.randomElement(using: &random) else { continue }
                    let producer = open.remove(at: index)
                    let isKept = Bool.random(using: &random)
                    let count = try await producer.query(
                        "SELECT count(*)::int AS n FROM queue.ready WHERE xmin::text = pg_current_xact_id()::xid::text"
                    )
                    if isKept { expected += try count[0].int("n") }
                    try await producer.execute(isKept ? "COMMIT" : "ROLLBACK")
                    await producer.close()
                case 4: expected -= try await scene.finish(try await scene.claim(900)).count
                default: try await advance(scene)
                }
            }
            for producer in open {
                try await producer.execute("ROLLBACK")
                await producer.close()
            }
            for _ in 0..<3 { try await advance(scene) }
            while case let jobs = try await scene.claim(5_000), !jobs.isEmpty {
                expected -= try await scene.finish(jobs).count
            }

            #expect(expected == 0, "seed \(seed)")
            #expect(try await scene.violations() == [], "seed \(seed)")
        }
    }
}
