import Automation
import Foundation
import Postgres
import TestStage
import TestSupport
import Testing

/// A lock that another session holds delays only the contact it belongs to.
struct LockTests {
    private static let start = "2026-03-02T10:00:00Z"

    /// Enrolls two contacts in a workflow.
    private func begin(_ stage: Stage, _ steps: String, rules: String = "") async throws -> [ContactID] {
        let ada = try await stage.begin(steps, rules: rules)
        let bob = try await stage.contact("bob@example.com")
        try await stage.event("form_submitted", #"{"form": "start"}"#, of: bob)
        try await stage.work()
        return [ada, bob]
    }

    private func unenroll(_ contacts: [ContactID], _ stage: Stage) async throws {
        for contact in contacts {
            try await stage.sql("SELECT automation.unenroll('sample', $1)", [.integer(contact.rawValue)])
        }
    }

    private func endings(of contacts: [ContactID], _ stage: Stage) async throws -> [String?] {
        var endings: [String?] = []
        for contact in contacts { endings.append(try await stage.endReason(of: contact)) }
        return endings
    }

    private static let left = "unenrolled: asked for (by postgres)"

    @Test func `a contact that somebody holds waits to leave, and everybody else goes on`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let rules = "on_exit:\n  - set: { lead_status: free }"
            let both = try await begin(stage, "  - wait: 10 days", rules: rules)
            try await unenroll(both, stage)

            try await stage.holding("UPDATE crm.contacts SET score = 5 WHERE id = \(both[0].rawValue)") {
                try await stage.work()
                #expect(try await endings(of: both, stage) == [nil, Self.left])
            }

            try await stage.work()
            #expect(try await endings(of: both, stage) == [Self.left, Self.left])
            #expect(try await stage.violations() == [])
        }
    }

    /// The row of the contact is free, so only an attempt reveals the lock.
    @Test func `it alone waits, too, where somebody holds something else that its leaving must change`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let rules = "on_exit:\n  - add_to_list: customers"
            let both = try await begin(stage, "  - wait: 10 days", rules: rules)
            try await unenroll(both, stage)
            let membership = "INSERT INTO crm.list_members (list, contact_id) VALUES ('customers', \(both[0].rawValue))"

            try await stage.holding(membership) {
                try await stage.work()
                #expect(try await endings(of: both, stage) == [nil, Self.left])
            }

            try await stage.work()
            #expect(try await endings(of: both, stage) == [Self.left, Self.left])
            #expect(try await stage.sql("SELECT FROM crm.failed_changes").isEmpty)
        }
    }

    @Test func `a job whose contact somebody holds comes back without an attempt, and the others are done`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let both = try await begin(stage, "  - wait: 1 hour\n  - set: { lead_status: seen }")
            try await stage.holding("UPDATE crm.contacts SET score = 5 WHERE id = \(both[0].rawValue)") {
                try await stage.run(until: "2026-03-02T11:00:00Z")
                #expect(try await endings(of: both, stage) == [nil, "completed"])
                let waiting = try await stage.sql("SELECT attempt, crashes, note FROM queue.delayed")
                #expect(try waiting.map { try $0.int("attempt") + $0.int("crashes") } == [0])
                #expect(try waiting.first?.text("note").contains("queue.health") == true)
            }
            try await stage.run(until: "2026-03-02T11:01:00Z")
            #expect(try await endings(of: both, stage) == ["completed", "completed"])
            #expect(try await stage.violations() == [])
        }
    }

    @Test
    func `of many contacts that somebody holds none costs an attempt or a crash, and the others are done at once`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let both = try await begin(stage, "  - wait: 1 hour\n  - set: { lead_status: seen }")
            try await stage.sql(
                "INSERT INTO crm.contacts (email) SELECT number || '@example.org' FROM generate_series(1, 300) AS number"
            )
            try await stage.sql(
                "INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties) SELECT id, clock.now(), clock.now(), 'form_submitted', '{\"form\": \"start\"}' FROM crm.contacts WHERE id <> ALL ($1)",
                [.integers(both.map(\.rawValue))]
            )
            try await stage.work()
            let held = "UPDATE crm.contacts SET score = 5 WHERE email LIKE '%@example.org'"
            try await stage.holding(held) {
                try await stage.run(until: "2026-03-02T11:00:00Z")
                #expect(try await endings(of: both, stage) == ["completed", "completed"])
                let waiting = try await stage.sql("SELECT attempt + crashes AS blame FROM queue.delayed")
                #expect(waiting.count == 300)
                #expect(try waiting.allSatisfy { try $0.int("blame") == 0 })
            }
            try await stage.run(until: "2026-03-02T11:02:00Z")
            #expect(
                try await stage.sql("SELECT FROM automation.enrollments WHERE end_reason = 'completed'").count == 302
            )
            #expect(try await stage.sql("SELECT FROM queue.attempts").isEmpty)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a mail whose contact is held after it left is on record at once, and sent once`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let both = try await begin(stage, "  - wait: 1 hour\n  - send_email: one\n  - set: { lead_status: seen }")
            try await stage.holding("UPDATE crm.contacts SET score = 5 WHERE id = \(both[0].rawValue)") {
                try await stage.run(until: "2026-03-02T11:00:00Z")
                #expect(try await endings(of: both, stage) == [nil, "completed"])
                let states = try await stage.sql("SELECT state FROM messaging.deliveries")
                #expect(try states.map { try $0.text("state") } == ["sent", "sent"])
            }
            try await stage.run(until: "2026-03-02T11:01:00Z")
            #expect(try await endings(of: both, stage) == ["completed", "completed"])
            #expect(stage.postbox.mail.count == 2)
            for contact in both {
                #expect(try await stage.history(of: contact).count { $0.hasPrefix("sent ") } == 1)
            }
            #expect(try await stage.violations() == [])
        }
    }

    /// As when a partition is cut: a lock that holds up all contacts alike is counted against no contact.
    @Test func `a table that is locked for a while is waited for, and no job is put back`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let both = try await begin(stage, "  - wait: 1 hour\n  - send_email: one\n  - set: { lead_status: seen }")
            var running: Task<Void, any Error>?
            try await stage.holding("LOCK TABLE automation.history IN ACCESS EXCLUSIVE MODE") {
                running = Task { try await stage.run(until: "2026-03-02T11:00:00Z") }
                let impatient = try await stage.waiter(after: "-infinity")
                _ = try await stage.waiter(after: impatient)
            }
            try await running?.value

            #expect(try await endings(of: both, stage) == ["completed", "completed"])
            #expect(try await stage.sql("SELECT FROM queue.attempts").isEmpty)
            #expect(stage.postbox.mail.count == 2)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a mail to a contact that somebody holds for itself comes back without an attempt, and no other waits`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let both = try await begin(stage, "  - wait: 1 hour\n  - send_email: one")
            try await stage.holding("SELECT FROM crm.contacts WHERE id = \(both[0].rawValue) FOR UPDATE") {
                try await stage.run(until: "2026-03-02T11:00:00Z")
                #expect(try await endings(of: both, stage) == [nil, "completed"])
                #expect(stage.postbox.mail.count == 1)
                let waiting = try await stage.sql("SELECT attempt, note FROM queue.delayed")
                #expect(try waiting.map { try $0.int("attempt") } == [0])
                #expect(try waiting.first?.text("note").contains("queue.health") == true)
            }
            try await stage.run(until: "2026-03-02T11:01:00Z")
            #expect(try await endings(of: both, stage) == ["completed", "completed"])
            #expect(stage.postbox.mail.count == 2)
        }
    }

    @Test func `the gate puts off a send whose contact is held, and lets the others through`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let steps = "  - wait: 1 hour\n  - send_email: one\n    if_blocked: exit\n  - wait: 10 days"
            let both = try await begin(stage, steps, rules: "on_exit:\n  - set: { lead_status: free }")
            try await stage.sql("SELECT messaging.unsubscribe($1, '*')", [.integer(both[0].rawValue)])
            try await stage.holding("UPDATE crm.contacts SET score = 5 WHERE id = \(both[0].rawValue)") {
                try await stage.run(until: "2026-03-02T11:00:00Z")
                #expect(stage.postbox.mail.count == 1)
                #expect(try await endings(of: both, stage) == [nil, nil])
            }
            try await stage.run(until: "2026-03-02T11:01:00Z")
            #expect(try await endings(of: both, stage)[0]?.contains("unsubscribed") == true)
        }
    }
}

extension Stage {
    /// Holds the locks of a statement in a session of its own, until the body has ended.
    func holding(_ statement: String, _ body: () async throws -> Void) async throws {
        let patient = database.pool.configuration.with(settings: ["idle_in_transaction_session_timeout": "0"])
        let session = try await Connection.open(patient)
        do {
            try await session.execute("BEGIN; \(statement)")
            try await body()
        } catch {
            await session.close()
            throw error
        }
        try await session.execute("COMMIT")
        await session.close()
    }

    /// The start of the transaction that waits for a lock in a session, if it began after another moment.
    func waiter(after moment: String) async throws -> String {
        while true {
            let found = try await sql(
                """
                SELECT xact_start::text AS since FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock' AND xact_start > $1::timestamptz
                """,
                [.text(moment)]
            )
            if let since = try found.first?.text("since") { return since }
            await Task.yield()
        }
    }
}
