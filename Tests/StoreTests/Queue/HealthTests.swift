import Automation
import Foundation
import Postgres
import Store
import Testing

/// The overview for operators, and what needs their attention.
struct HealthTests {
    @Test func `the overview counts, and says when it only estimates`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(3)
            try await scene.enqueue(2, after: 600)
            try await scene.enqueue(1, after: 86_400)
            _ = try await scene.finish(try await scene.claim(1))
            let seen =
                "concat_ws(' ', ready, delayed, due_next_hour, done_last_minute, exact) FROM queue.overview WHERE queue = 'email'"
            #expect(try await scene.texts(seen) == ["2 3 2 1 t"])

            try await scene.pool.execute(
                """
                INSERT INTO queue.delayed (id, run_at, enqueued_at, queue, kind, payload)
                SELECT nextval('queue.job_id'), clock.now() + interval '3 days', clock.now(), 'email', 'k', '{}' FROM generate_series(1, 120000);
                ANALYZE queue.delayed
                """
            )
            let estimated = try await scene.rows("SELECT delayed, exact FROM queue.overview WHERE queue = 'email'")[0]
            #expect(try (118_000...122_000).contains(estimated.int("delayed")))
            #expect(try !estimated.boolean("exact"))
        }
    }

    @Test func `a reader sees counts, health and reasons, and no job`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 60)[0]
            try await scene.inSession { session in
                try await session.execute("SET ROLE relance_reader")
                #expect(try await session.query("SELECT FROM queue.overview WHERE delayed = 1").count == 1)
                #expect(try await session.query("SELECT FROM queue.health").count == 15)
                #expect(try await session.query("SELECT FROM queue.why($1)", [.integer(job)]).count == 1)
                for closed in ["queue.delayed", "queue.jobs", "queue.audit", "queue.audit_jobs"] {
                    let refusal = await refusal { _ = try await session.query("SELECT FROM \(closed)") }
                    #expect(refusal?.sqlstate == "42501", "\(closed)")
                }
                let act = await refusal { _ = try await session.query("SELECT queue.pause('email', 'x')") }
                #expect(act?.sqlstate == "42501")
            }
        }
    }

    @Test func `health names what is wrong, who holds back vacuum, and what to do`() async throws {
        try await Scene.lend { scene in
            func unwell() async throws -> [String] {
                try await scene.texts("what FROM queue.health WHERE NOT well ORDER BY number")
            }
            #expect(try await unwell() == ["leader", "workers"])

            _ = try await scene.lead()
            try await scene.beat()
            #expect(try await unwell() == [])

            try await scene.inSession { session in
                try await session.execute(
                    "SET application_name = 'a long report'; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.ready"
                )
                let finding = try await scene.texts("finding FROM queue.health WHERE what = 'vacuum horizon'")[0]
                #expect(finding.contains("a long report"))
            }
        }
    }

    @Test func `a count that ended says so, and failures are counted`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            try await scene.fail(try await scene.claim()[0], retryAfter: 60)
            let seen = "concat_ws(' ', ready, failed_last_minute, exact) FROM queue.overview WHERE queue = 'email'"
            #expect(try await scene.texts(seen) == ["0 1 t"])
            try await scene.pool.execute(
                """
                INSERT INTO queue.ready (id, run_at, enqueued_at, queue, kind, payload)
                SELECT nextval('queue.job_id'), clock.now(), clock.now(), 'email', 'k', '{}' FROM generate_series(1, 60000)
                """
            )
            #expect(try await scene.texts(seen) == ["50000 1 f"])
        }
    }

    @Test func `health names the worker whose results come too late`() async throws {
        try await Scene.lend { scene in
            let late = "concat_ws('; ', well, finding) FROM queue.health WHERE what = 'late outcomes'"
            try await scene.beat("wanda")
            #expect(try await scene.texts(late) == ["t; none"])

            for _ in 1...2 {
                _ = try await scene.pool.run(
                    BeatWorker("wanda", host: "h", processID: 1, queues: ["email"], expiry: .seconds(60), late: 3)
                )
            }

            let finding = try await scene.texts(late)[0]
            #expect(finding.hasPrefix("f; 3 came after their lease was lost") && finding.hasSuffix("of worker wanda"))
        }
    }

    @Test func `health names who sits on a lock, what it holds, and how to end it`() async throws {
        try await Scene.lend { scene in
            let locks = "SELECT finding, help FROM queue.health WHERE what = 'held locks' AND NOT well"
            let contact = try await scene.contact().rawValue
            try await scene.inSession { session in
                try await session.execute(
                    "SET application_name = 'a forgotten psql'; BEGIN; SELECT FROM crm.contacts FOR UPDATE"
                )
                var found = try await scene.rows(locks)
                while found.isEmpty { found = try await scene.rows(locks) }
                let finding = try found[0].text("finding")
                let process = await session.backend
                #expect(finding.hasPrefix("process \(process) (postgres, a forgotten psql, idle in transaction since "))
                #expect(finding.hasSuffix(" holds crm.contacts"))
                #expect(try found[0].text("help").hasPrefix("SELECT pg_terminate_backend(\(process));"))

                let help = try found[0].text("help")
                try await scene.pool.execute(help)
                while try await !scene.rows(locks).isEmpty {}
                try await scene.pool.execute("UPDATE crm.contacts SET score = 5 WHERE id = \(contact)")
            }
        }
    }

    @Test func `health says when verbs are open to everybody`() async throws {
        try await Scene.lend { scene in
            let rights = "finding FROM queue.health WHERE what = 'rights' AND NOT well"
            #expect(try await scene.texts(rights) == [])
            try await scene.pool.execute("GRANT EXECUTE ON FUNCTION crm.erase TO PUBLIC")
            #expect(try await scene.texts(rights) == ["everybody may run crm.erase(bigint,text)"])
        }
    }

    @Test func `an owner who may not see the sessions of others is told what to grant`() async throws {
        try await Scene.lend { scene in
            let role = "ordinary_\(UUID().uuidString.prefix(8).lowercased())"
            try await scene.pool.execute(
                """
                CREATE ROLE \(role); GRANT USAGE ON SCHEMA queue, crm, automation, messaging, clock TO \(role);
                GRANT SELECT ON ALL TABLES IN SCHEMA queue, crm, messaging TO \(role);
                GRANT SELECT ON ALL SEQUENCES IN SCHEMA queue TO \(role);
                GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue, clock TO \(role);
                ALTER FUNCTION queue.health_checks() OWNER TO \(role)
                """
            )
            let help = "help FROM queue.health WHERE what = 'vacuum horizon' AND NOT well"
            #expect(try await scene.texts(help)[0].hasPrefix("GRANT pg_read_all_stats TO \(role);"))
            try await scene.pool.execute("GRANT pg_read_all_stats TO \(role)")
            #expect(try await scene.texts(help) == [])
            try await scene.pool.execute(
                "ALTER FUNCTION queue.health_checks() OWNER TO CURRENT_USER; DROP OWNED BY \(role); DROP ROLE \(role)"
            )
        }
    }
}
