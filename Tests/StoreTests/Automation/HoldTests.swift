import Automation
import Foundation
import Postgres
import Store
import Testing

struct HoldTests {
    @Test func `what deciding needs to know is held`() async throws {
        try await Scene.lend { scene in
            let workflow = try await scene.apply()
            let contact = try await scene.contact("a@b.fr", ["time_zone": "'Europe/Paris'"])
            let enrollment = try await scene.enroll([contact]).first?.enrollment
            let jobs = try await scene.claim(from: "automation")
            let held = try #require(try await scene.pool.first(HoldEnrollments(ofJobs: jobs.map(\.id))))

            #expect((held.id, held.contact) == (enrollment, contact))
            #expect((held.workflow, held.step, held.stepsTaken) == (workflow, "send", 0))
            #expect((held.zone, held.pausedSince, held.enrolledAt) == ("Europe/Paris", nil, scene.now))
        }
    }

    @Test func `an enrollment answers only to its own job`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let enrollment = try #require(try await scene.enroll([try await scene.contact()]).first?.enrollment)
            let old = try await scene.claim(from: "automation")
            let other = try await scene.enqueue(in: "automation", after: 60)[0]
            _ = try await scene.pool.run(SettleEnrollments([Place(enrollment, at: "send", job: other, stepsTaken: 1)]))

            #expect(try await scene.pool.run(HoldEnrollments(ofJobs: old.map(\.id))).isEmpty)
        }
    }

    @Test func `a paused workflow says so`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            try await scene.enroll([try await scene.contact()])
            let jobs = try await scene.claim(from: "automation").map(\.id)
            _ = try await scene.rows("SELECT automation.pause('welcome', 'a mistake')")
            #expect(try await scene.pool.one(HoldEnrollments(ofJobs: jobs)).pausedSince == scene.now)

            _ = try await scene.rows("SELECT automation.resume('welcome')")
            #expect(try await scene.pool.one(HoldEnrollments(ofJobs: jobs)).pausedSince == nil)
        }
    }

    @Test func `a batch is held without looking through all enrollments`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            try await scene.pool.execute(
                """
                INSERT INTO crm.contacts (email) SELECT number || '@example.org' FROM generate_series(1, 5000) AS number;
                DELETE FROM crm.changes
                """
            )
            try await scene.enroll((1...5000).map { ContactID(rawValue: $0) })
            let jobs = try await scene.claim(20, from: "automation").map(\.id)
            try await scene.pool.withConnection { connection in
                try await connection.execute("BEGIN")
                let before = try await Self.rowsRead(on: connection)
                _ = try await connection.run(HoldEnrollments(ofJobs: jobs))
                #expect(try await Self.rowsRead(on: connection) - before <= 60)
                try await connection.execute("ROLLBACK")
            }
        }
    }

    private static func rowsRead(on connection: Connection) async throws -> Int {
        let counters =
            "SELECT (seq_tup_read + idx_tup_fetch)::int AS value FROM pg_stat_xact_user_tables WHERE relid = 'automation.enrollments'::regclass"
        return try await connection.query(counters)[0].int("value")
    }

    @Test func `what rests because of a pause is due when it ends, but for what others hold`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            try await scene.enroll(try await scene.contacts(3))
            _ = try await scene.rows("SELECT automation.pause('welcome', 'a mistake')")
            let jobs = try await scene.claim(from: "automation").sorted { $0.id < $1.id }
            for job in jobs[...1] {
                try await scene.fail(job, "the workflow is paused", retryAfter: 900, isCounted: false)
            }
            try await scene.fail(jobs[2], "450 try again", retryAfter: 900)
            try await scene.inSession { session in
                try await session.execute("BEGIN; SELECT FROM queue.delayed WHERE id = \(jobs[0].id) FOR UPDATE")
                _ = try await scene.rows("SELECT automation.resume('welcome')")
            }

            #expect(
                try await scene.texts("id FROM queue.delayed WHERE run_at = clock.now()") == [
                    "\(jobs[1].id)"
                ]
            )
            #expect(try await scene.count("queue.delayed") == 3)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `whoever leaves while a pause ends leaves after it`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let enrollment = try #require(try await scene.enroll([try await scene.contact()]).first?.enrollment)
            _ = try await scene.rows("SELECT automation.pause('welcome', 'a mistake')")
            let job = try await scene.claim(from: "automation")[0]
            try await scene.fail(job, "the workflow is paused", retryAfter: 900, isCounted: false)
            try await scene.inSession { session in
                try await session.execute("BEGIN; SELECT automation.resume('welcome')")
                async let left = scene.leave([enrollment])
                try await scene.untilSomeoneWaits()
                try await session.execute("COMMIT")

                #expect(try await left == [enrollment])
                #expect(try await scene.places()[job.id] == "cancelled")
            }
        }
    }
}
