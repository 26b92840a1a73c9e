import Automation
import Foundation
import Postgres
import Store
import Testing

/// The path of a send, on a connection whose plans were made while every table was empty, as in a fresh installation.
/// By PostgreSQL's own count, it reads its own rows and no others.
@Suite(.timeLimit(.minutes(10)))
struct SendPlansTests {
    private static let batch = 20
    private static let tables = ["crm.contacts", "automation.enrollments", "messaging.deliveries"]

    @Test func `plans made for empty tables do not read whole ones later`() async throws {
        try await Scene.lend { scene in
            for table in Self.tables {
                try await scene.pool.execute("ALTER TABLE \(table) SET (autovacuum_enabled = off)")
            }
            // Known to be empty, as after an autovacuum: a full scan then looks cheapest.
            try await scene.pool.execute("VACUUM ANALYZE")
            try await scene.inSession { connection in
                for _ in 0..<8 { try await goAll(the: [], on: connection) { _, body in try await body() } }
                try await scene.crowd(30_000)
                let jobs = try await scene.claimSends(of: Self.batch)
                _ = try await scene.makeSends(of: Self.batch)

                try await connection.transaction { connection in
                    try await goAll(the: jobs, on: connection) { name, body in
                        let before = try await reads(on: connection)
                        try await body()
                        let after = try await reads(on: connection)
                        #expect(after.scans == before.scans, "\(name) read a whole table")
                        #expect(after.rows - before.rows <= 12 * Self.batch, "\(name) read many rows")
                    }
                }
            }
        }
    }

    /// Every statement of a send, one by one, each observed by `look`.
    private func goAll(
        the jobs: [Job],
        on connection: Connection,
        _ look: (String, () async throws -> Void) async throws -> Void
    ) async throws {
        let ids = jobs.map(\.id)
        var held: [HeldEnrollment] = []
        var drafts: [Draft] = []
        try await look("the gate") { _ = try await connection.run(ReadGatedSends(limit: Self.batch)) }
        try await look("hold") { held = try await connection.run(HoldEnrollments(ofJobs: ids)) }
        try await look("compose") {
            drafts = try await connection.run(ComposeSends(ids)).map { $0.draft(under: jobs) }
        }
        try await look("intend") { _ = try await connection.run(IntendSends(drafts)) }
        try await look("outcomes") {
            let outcomes = drafts.map { DeliveryOutcome(.sent, $0.delivery, fence: $0.lease.fence, reference: "250") }
            _ = try await connection.run(RecordOutcomes(outcomes))
        }
        try await look("settle") {
            let places = held.map { Place($0.id, at: $0.step, job: $0.job, stepsTaken: 1) }
            _ = try await connection.run(SettleEnrollments(places))
        }
        try await look("inside") {
            _ = try await connection.run(InsideWorkflow("welcome", among: held.map(\.contact)))
        }
        try await look("leave") {
            _ = try await connection.run(LeaveWorkflow(held.map { ($0.id, reason: "done", step: nil) }))
        }
    }

    /// The rows that this transaction has read so far.
    private func reads(on connection: Connection) async throws -> (scans: Int, rows: Int) {
        let row = try await connection.query(
            """
            SELECT sum(seq_scan)::int AS scans, sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS rows
            FROM pg_stat_xact_user_tables WHERE relid = ANY ($1::text[]::regclass[])
            """,
            [.texts(Self.tables)]
        )[0]
        return (try row.int("scans"), try row.int("rows"))
    }
}

extension SendMaterial {
    fileprivate func draft(under jobs: [Job]) -> Draft {
        Draft(
            lease: jobs.first { $0.id == job }!.lease,
            delivery: delivery,
            emailVersion: email?.version ?? 0,
            messageID: "<\(delivery)@example.org>",
            sender: "news@example.org",
            recipient: address ?? "",
            content: Array("Hello".utf8)
        )
    }
}

extension Scene {
    /// Contacts who are enrolled in another workflow.
    fileprivate func crowd(_ count: Int) async throws {
        _ = try await rows(
            """
            WITH people AS (
                INSERT INTO crm.contacts (email) SELECT format('%s@example.net', n) FROM generate_series(1, $1) AS n RETURNING id
            )
            INSERT INTO automation.enrollments (id, contact_id, subject_id, enrolled_at, arrived_at, job_id, version, workflow, step, cause)
            SELECT nextval('automation.enrollment_id'), id, id, now(), now(), nextval('queue.job_id'), 1, 'other', 'wait', '{}' FROM people
            """,
            [.int(count)]
        )
    }
}
