import Foundation
import Postgres
import Store
import Testing

/// Promotion begins at the first due job, and a gate at its first waiting job. Before those are only dead rows.
@Suite(.timeLimit(.minutes(10)))
struct DueMarkTests {
    /// Takes a step at this moment. It also waits for transactions of other databases on the server.
    private func step(_ scene: Scene) async throws {
        let term = try await scene.lead()
        while try await scene.count("queue.settling WHERE moment >= clock.now()") == 0 {
            _ = try await scene.pool.one(AdvanceMarks(term: term))
        }
    }

    private func promoteQuickly(_ scene: Scene) async throws -> Int {
        try await scene.pool.one(PromoteJobs(term: try await scene.lead(), limit: 1_000, isThorough: false))
    }

    @Test func `under a snapshot that vacuum must respect, promoting does not walk over what is gone`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.enqueue(20_000, after: 1)
            try await scene.inSession { report in
                try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.delayed")
                try await scene.later(60) { later async throws in
                    while try await later.promote(5_000) > 0 {}
                    try await step(later)
                }
                try await scene.later(180) { later async throws in
                    try await step(later)
                    let before = try await entriesRead(of: "delayed%", in: later)

                    #expect(try await promoteQuickly(later) == 0)

                    let read = try await entriesRead(of: "delayed%", in: later) - before
                    #expect(read <= 100, "\(read) entries of the indexes were read")
                }
            }
        }
    }

    @Test(arguments: ["send", "rate/email"])
    func `under such a snapshot a gate does not walk over what was let through`(gate: String) async throws {
        try await Scene.lend { scene in
            _ = try await scene.rows("SELECT queue.set_limits('email', 'a test', NULL, 1000000::real)")
            try await scene.inSession { report in
                try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.gated")
                try await scene.enqueue(20_000, gate: gate == "send" ? gate : nil)
                let term = try await scene.lead()
                _ = try await scene.rows(
                    "SELECT queue.release($1, array_agg(id), array_agg(NULL::timestamptz)) FROM queue.gated",
                    [.integer(term)]
                )
                while try await scene.count("queue.gate_marks WHERE low >= 20000") == 0 {
                    _ = try await scene.pool.one(AdvanceMarks(term: term))
                }
                let before = try await entriesRead(of: "gated", in: scene)

                _ = try await scene.pool.run(ReadRates())
                #expect(try await scene.pool.run(ReadGatedSends(limit: 100)).isEmpty)
                #expect(try await scene.texts("queue.gated_count($1)", [.text(gate)]) == ["0"])

                let read = try await entriesRead(of: "gated", in: scene) - before
                #expect(read <= 1_100, "\(read) entries of the indexes were read")
                #expect(try await scene.violations() == [])
            }
        }
    }

    private func entriesRead(of tables: String, in scene: Scene) async throws -> Int64 {
        for _ in 0..<2 { _ = try await scene.rows("SELECT pg_stat_force_next_flush()") }
        return try await scene.rows(
            "SELECT sum(idx_tup_read)::bigint AS read FROM pg_stat_user_indexes WHERE schemaname = 'queue' AND relname LIKE $1",
            [.text(tables)]
        )[0].integer("read")
    }

    @Test func `what is enqueued meanwhile, and commits late, is not passed`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.declareKind()
            try await scene.inSession { slow in
                try await slow.execute("SET relance.now = '\(scene.now.ISO8601Format())'; BEGIN")
                let late = "SELECT queue.enqueue('email', 'k', run_at => clock.now() + interval '5 seconds') AS id"
                let job = try await slow.query(late)[0].integer("id")
                let term = try await scene.lead()
                for seconds in [2.0, 70, 140] {
                    try await scene.later(seconds) { later async throws in
                        for _ in 0..<3 { _ = try await later.pool.one(AdvanceMarks(term: term)) }
                    }
                }
                try await slow.execute("COMMIT")

                try await scene.later(140) { later async throws in
                    #expect(try await promoteQuickly(later) == 1)
                    #expect(try await later.places() == [job: "ready"])
                }
            }
        }
    }

    @Test func `what is put back with a moment that has passed is found by a thorough look`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.later(60) { later async throws in try await step(later) }
            try await scene.later(180) { later async throws in try await step(later) }
            try await scene.enqueue(after: 10)
            try await scene.later(180) { later async throws in
                #expect(try await promoteQuickly(later) == 0)
                #expect(try await later.promote() == 1)
            }
        }
    }

    @Test func `in a cluster whose transactions have smaller numbers, marks begin anew and move on`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.pool.execute("UPDATE queue.settling SET horizon = '900000000000', due_from = 'infinity'")
            try await scene.enqueue(2_000)
            while case let jobs = try await scene.claim(1_000), !jobs.isEmpty { _ = try await scene.finish(jobs) }

            while try await scene.count("queue.marks WHERE low > 1000") == 0 {
                try await scene.enqueue(1_000, after: 60)
                _ = try await scene.pool.one(AdvanceMarks(term: try await scene.lead()))
                try await scene.later(60) { later async throws in try await later.promote() }
                _ = try await scene.finish(try await scene.claim(1_000))
            }
            try await scene.enqueue(2_000)

            #expect(try await scene.violations() == [])
            #expect(try await scene.claim(5_000).count == 2_000)
        }
    }
}
