import Automation
import Foundation
import Postgres
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

    /// Two workflows that start with the same form, again and again; the database refuses everything of the first.
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
}
