import Foundation
import Postgres
import Store
import Testing

/// How much the hot verbs read of a large table, by PostgreSQL's own count: no scan, sort or hash of the backlog.
///
/// The rows are counted instead of explained, because this runs the real function with the plan it has kept. Wrong
/// statistics are where queues fail, so each verb is measured with none, with statistics that say "empty", and with
/// fresh ones.
@Suite(.timeLimit(.minutes(10)))
struct TouchedRowsTests {
    enum Statistics: CaseIterable { case none, empty, fresh }
    enum PlanMode: String, CaseIterable { case auto, force_generic_plan, force_custom_plan }

    private struct Touched: Equatable {
        var scans = 0
        var rows = 0
    }

    private static let backlog = 50_000
    private static let batch = 20

    @Test(arguments: Statistics.allCases)
    func `claiming reads what it takes`(statistics: Statistics) async throws {
        try await withBacklog(in: ["ready"], statistics, at: Scene.noon, after: nil) { scene in
            let claim = "queue.claim('email', \(Self.batch), 'w', gen_random_uuid())"
            try await expectFewRows(of: ["queue.ready"], for: claim, in: scene)
        }
    }

    @Test(arguments: Statistics.allCases)
    func `promoting reads what it moves`(statistics: Statistics) async throws {
        try await withBacklog(in: ["delayed_past"], statistics, at: Scene.noon - 60, after: 60) { scene in
            let term = try await scene.lead()
            try await scene.later(60) { scene in
                try await expectFewRows(
                    of: ["queue.delayed_past"],
                    for: "queue.promote(\(term), \(Self.batch))",
                    in: scene
                )
            }
        }
    }

    @Test(arguments: Statistics.allCases)
    func `looking reads the first that is there, and nothing of what is to come`(statistics: Statistics) async throws {
        try await withBacklog(in: ["delayed_past"], statistics, at: Scene.noon - 60, after: 60) { scene in
            let look = "automation.look(\(try await scene.lead()))"
            try await expectFewRows(of: ["queue.delayed_past"], for: look, in: scene)
            try await scene.later(60) { try await expectFewRows(of: ["queue.delayed_past"], for: look, in: $0) }
        }
        try await withBacklog(in: ["ready"], statistics, at: Scene.noon, after: nil) { scene in
            try await expectFewRows(of: ["queue.ready"], for: "queue.look('{automation,email}')", in: scene)
        }
    }

    @Test(arguments: Statistics.allCases)
    func `finishing, retrying and burying read the leases they end, and history by its index`(statistics: Statistics)
        async throws
    {
        try await withBacklog(in: ["running", "done_past", "done_far"], statistics, at: Scene.noon, after: nil) {
            scene in
            try await scene.pool.execute(
                "SELECT queue.finish(array_agg(id), array_agg(fence), array_agg(nonce)) FROM (SELECT * FROM queue.running ORDER BY id LIMIT 5000) AS lease"
            )
            // Half of the leases are stale, so the history is searched for their numbers.
            let leases = "(SELECT * FROM queue.claim('email', \(Self.batch), 'w', gen_random_uuid())) AS lease"
            let wrong = "array_agg(fence + (id % 2) * 1000000)"
            let results = "jsonb_agg(jsonb_build_object('id', id, 'fence', fence, 'nonce', nonce, 'error', 'x'))"
            for verb in [
                "queue.finish(array_agg(id), \(wrong), array_agg(nonce))", "queue.retry(\(results))",
                "queue.bury(\(results))",
            ] {
                try await expectFewRows(
                    of: ["queue.running", "queue.done_past", "queue.done_far"],
                    for: verb,
                    from: leases,
                    in: scene
                )
            }
        }
    }

    @Test func `promoting locks the leaves that are due; claiming and finishing lock none`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(3)
            try await scene.enqueue(after: 60)
            try await scene.later(60) { later in
                let term = try await later.lead()
                try await later.pool.transaction { connection in
                    let claim = ClaimJobs(from: "email", limit: 10, worker: "w", nonce: UUID())
                    _ = try await connection.run(FinishJobs(try await connection.run(claim).map(\.lease)))
                    #expect(try await Self.lockedLeaves(by: connection) == [])

                    _ = try await connection.run(PromoteJobs(term: term, limit: 10))
                    #expect(try await Self.lockedLeaves(by: connection) == ["delayed_past"])
                }
            }
        }
    }

    private static func lockedLeaves(by connection: Connection) async throws -> [String] {
        let locked = """
            SELECT DISTINCT relname FROM pg_locks JOIN pg_class ON pg_class.oid = relation
            WHERE pid = pg_backend_pid() AND relispartition AND relkind = 'r' AND relname LIKE 'delayed\\_%'
            """
        return try await connection.query(locked).map { try $0.text("relname") }
    }

    /// 50,000 jobs in one table, with the given statistics.
    private func withBacklog(
        in tables: [String],
        _ statistics: Statistics,
        at now: Date,
        after seconds: TimeInterval?,
        _ body: (Scene) async throws -> Void
    ) async throws {
        try await Scene.lend(at: now) { scene in
            let analyze = tables.map { "ANALYZE queue.\($0)" }.joined(separator: ";")
            try await scene.pool.execute(
                "ALTER TABLE queue.ready SET (autovacuum_enabled = off); ALTER TABLE queue.running SET (autovacuum_enabled = off)"
            )
            if statistics == .empty { try await scene.pool.execute(analyze) }
            try await scene.enqueue(Self.backlog, after: seconds)
            if tables.contains("running") {
                _ = try await scene.count("queue.claim('email', \(Self.backlog - 500), 'w', gen_random_uuid())")
            }
            if statistics == .fresh { try await scene.pool.execute(analyze) }
            try await body(scene)
        }
    }

    /// Expects a few rows for each job of a batch, with either kind of plan.
    private func expectFewRows(
        of tables: [String],
        for verb: String,
        from source: String? = nil,
        in scene: Scene,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        for mode in PlanMode.allCases {
            let touched = try await touched(tables, by: verb, from: source, mode, in: scene)
            #expect(touched.scans == 0, "\(verb), \(mode)", sourceLocation: location)
            #expect(touched.rows <= 4 * Self.batch, "\(verb), \(mode)", sourceLocation: location)
        }
    }

    /// Calls a verb several times so that its plan is kept, and counts what the next call reads. All of this is one
    /// transaction.
    private func touched(
        _ tables: [String],
        by verb: String,
        from source: String? = nil,
        _ mode: PlanMode,
        in scene: Scene
    ) async throws -> Touched {
        let call = source.map { "SELECT \(verb) FROM \($0)" } ?? "SELECT \(verb)"
        return try await scene.pool.withConnection { connection in
            try await connection.execute("BEGIN; SET LOCAL plan_cache_mode = \(mode.rawValue)")
            for _ in 0..<6 { _ = try await connection.query(call) }
            let before = try await read(tables, on: connection)
            _ = try await connection.query(call)
            let after = try await read(tables, on: connection)
            try await connection.execute("ROLLBACK")
            return Touched(scans: after.scans - before.scans, rows: after.rows - before.rows)
        }
    }

    private func read(_ tables: [String], on connection: Connection) async throws -> Touched {
        let row = try await connection.query(
            """
            SELECT sum(seq_scan)::int AS scans, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows
            FROM pg_stat_xact_user_tables WHERE relid = ANY ($1::text[]::regclass[])
            """,
            [.texts(tables)]
        )[0]
        return Touched(scans: try row.int("scans"), rows: try row.int("rows"))
    }
}
