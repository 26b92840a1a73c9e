import Automation
import Coordinator
import Foundation
import Postgres
import Store
import TestStage
import Testing

struct OwedReactionTests {
    @Test func `a change that nobody can react to is put aside, and holds up nobody else`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let first = try await stage.begin("  - wait: 1 day")
            let second = try await stage.contact("bob@example.com")
            try await stage.sql(
                "ALTER TABLE automation.enrollments ADD CONSTRAINT not_bob CHECK (contact_id <> \(second.rawValue))"
            )
            let third = try await stage.contact("cy@example.com")
            for contact in [second, third] {
                try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
            }

            try await stage.run(until: "2026-03-05T00:00:00Z")

            #expect(try await stage.endReason(of: first) == "completed")
            #expect(try await stage.endReason(of: third) == "completed")
            let aside = try await stage.sql("SELECT contact_id, error FROM crm.failed_changes")
            #expect(try aside.map { try $0.integer("contact_id") } == [second.rawValue])
            #expect(try aside[0].text("error").contains("not_bob"))
            #expect(try await stage.violations() == [])
        }
    }

    /// Two workflows that start with the same form each time. The database refuses everything of the first.
    private func refusingOne(_ body: (Stage, ContactID) async throws -> Void) async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(
                Dictionary(
                    uniqueKeysWithValues: ["broken", "sound"].map { name in
                        (
                            "workflows/\(name).yaml",
                            "workflow: \(name)\nenroll: { when: { form_submitted: start }, again: always }\nsteps: [end]"
                        )
                    }
                )
            )
            try await stage.sql(
                "ALTER TABLE automation.enrollments ADD CONSTRAINT not_broken CHECK (workflow <> 'broken')"
            )
            let contact = try await stage.contact("ada@example.com")
            for _ in 0..<2 {
                try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
                try await stage.work()
            }
            try await body(stage, contact)
        }
    }

    private func enrolled(_ stage: Stage) async throws -> [String] {
        try await stage.sql("SELECT workflow FROM automation.enrollments ORDER BY id").map { try $0.text("workflow") }
    }

    @Test func `a workflow that the database refuses holds up no other`() async throws {
        try await refusingOne { stage, contact in
            let owed = try await stage.sql(
                "SELECT workflow, kind, names::text, data ->> 'form' AS form FROM crm.failed_changes ORDER BY id"
            )

            #expect(try await enrolled(stage) == ["sound", "sound"])
            #expect(
                try owed.map { "\(try $0.text("workflow")) \(try $0.text("names")) \(try $0.text("form"))" }
                    == Array(repeating: "broken {form_submitted} start", count: 2)
            )
        }
    }

    @Test func `what a workflow owes is caught up on by it alone`() async throws {
        try await refusingOne { stage, contact in
            try await stage.sql("ALTER TABLE automation.enrollments DROP CONSTRAINT not_broken")

            let again = try await stage.sql("SELECT crm.react_again('broken') AS count").first?.int("count")
            try await stage.work()

            #expect(again == 2)
            #expect(try await enrolled(stage) == ["sound", "sound", "broken"])
            #expect(try await stage.sql("SELECT FROM crm.failed_changes").isEmpty)
            #expect(try await stage.violations() == [])
        }
    }

    /// An enrollment whose `on_exit` the database refuses. `body` brings about its giving up; afterward the cause is
    /// removed.
    private func unendable(
        _ steps: String,
        dead: String,
        endReason: String,
        _ body: (Stage) async throws -> Void
    ) async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let ada = try await stage.begin(steps, rules: "on_exit:\n  - set: { lead_status: \"free\" }")
            try await stage.sql(
                "ALTER TABLE crm.contacts ADD CONSTRAINT nobody_is_free CHECK (lead_status IS DISTINCT FROM 'free')"
            )
            try await body(stage)
            try await stage.work()
            #expect(try await stage.sql("SELECT reason FROM queue.dead").map { try $0.text("reason") } == [dead])
            let owed = try await stage.sql("SELECT workflow, error FROM crm.failed_changes")
            #expect(try owed.map { try $0.text("workflow") } == ["sample"])
            #expect(try owed.first?.text("error").contains("nobody_is_free") == true)
            #expect(try await stage.violations() == [])

            try await stage.sql("ALTER TABLE crm.contacts DROP CONSTRAINT nobody_is_free")
            try await stage.sql("SELECT crm.react_again()")
            try await stage.work()
            #expect(try await stage.endReason(of: ada)?.hasPrefix(endReason) == true)
            #expect(try await stage.sql("SELECT lead_status FROM crm.contacts WHERE lead_status = 'free'").count == 1)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a walk that cannot be ended holds up the rescue of no other, and is ended later`() async throws {
        let reason = "failed: the step killed three workers"
        try await unendable("  - wait: 1 day", dead: "killed its workers", endReason: reason) { stage in
            try await stage.atPresent { pool in
                let coordinator = stage.coordinator(on: pool)
                let term = try await coordinator.takeLeadForLong(on: pool)
                while try await coordinator.turn(term: term) > 0 {}
                for death in 0..<2 {
                    #expect(try await stage.claim(as: "doomed-\(death)", alone: death > 0, on: pool) == 1)
                    while try await coordinator.turn(term: term) > 0 {}
                }
                let bob = try await stage.contact("bob@example.com")
                try await stage.event("form_submitted", #"{"form": "start"}"#, of: bob)
                while try await coordinator.turn(term: term) > 0 {}
                #expect(try await stage.claim(as: "doomed-2", alone: true, on: pool) == 1)
                #expect(try await stage.claim(as: "unlucky", alone: false, on: pool) == 1)

                for _ in 0..<5 { _ = try? await coordinator.turn(term: term) }

                #expect(try await pool.query("SELECT FROM queue.running").isEmpty)
                #expect(try await pool.query("SELECT FROM queue.ready WHERE crashes = 1").count == 1)
            }
        }
    }

    @Test func `a walk that cannot be ended after its last attempt costs no worker its lease, and is ended later`()
        async throws
    {
        let steps = "  - set: { lead_status: \"free\" }"
        let reason = """
            failed: body: new row for relation "contacts" violates check constraint "nobody_is_free" (SQLSTATE 23514)
            """
        try await unendable(steps, dead: "attempts used up", endReason: reason) { stage in
            try await stage.run(until: "2026-06-01T00:00:00Z")
        }
    }
}

extension Stage {
    /// A worker claims a job of an enrollment and disappears. Returns how many jobs it got.
    fileprivate func claim(as worker: String, alone: Bool, on pool: Pool) async throws -> Int {
        try await pool.run(ClaimJobs(from: "automation", limit: 1, worker: worker, nonce: UUID(), alone: alone)).count
    }
}
