import Foundation
import Postgres
import TestSupport
import Testing

/// Through a pooler that lends a server session per transaction, as large installations use.
struct PoolerTests {
    @Test func `all processes work through PgBouncer in transaction mode, where nobody can be notified`() async throws {
        try await TestDatabase.lend { database in
            let bouncer = try Bouncer(to: database)
            defer { bouncer.stop() }
            let site = try Site(conninfo: bouncer.conninfo, pool: database.pool)
            let settings = ["RELANCE_DATABASE_PREPARED_STATEMENTS": "no"]
            let environment = site.environment.merging(settings) { $1 }
            try await eventually(within: .seconds(120), "definitions are applied through it\n\(bouncer.log)") {
                try await Program.run("apply", "config", environment: environment).status == 0
            }
            let processes = try ["coordinator", "worker", "worker", "api"].map { try site.start($0, with: settings) }
            defer { processes.forEach { $0.kill() } }

            _ = try await database.pool.query(
                """
                WITH people AS (
                    INSERT INTO crm.contacts (email) SELECT format('c%s@example.org', n) FROM generate_series(1, 60) AS n
                    RETURNING id
                ), agreed AS (
                    INSERT INTO messaging.consent_events (contact_id, at, given, topic, source)
                    SELECT id, clock.now(), true, '*', 'form' FROM people
                )
                SELECT count(*) FROM people, queue.enqueue(
                    'email', 'send_email', jsonb_build_object('contact', id, 'email', 'nurture-1'),
                    run_at => CASE WHEN id % 2 = 0 THEN clock.now() + interval '2 s' END)
                """
            )
            try await eventually(within: .seconds(120), "every message is received\n\(site.logs)\n\(bouncer.log)") {
                try site.mail.messages().count >= 60
            }
            try await eventually(within: .seconds(120), "every job is done") {
                try await site.count("queue.done WHERE outcome = 'done'") == 60
            }
            #expect(try site.mail.messages().count == 60)
            #expect(try await site.count("messaging.doubtful") == 0)
            #expect(try await site.count("queue.attempts") == 0)
            #expect(try await site.count("queue.listeners") == 0)
            #expect(try await site.count("check_invariants()") == 0)
        }
    }
}
