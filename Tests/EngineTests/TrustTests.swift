import Automation
import Foundation
import Postgres
import Store
import TestStage
import TestSupport
import Testing

/// The right person, with their yes and no, through the whole engine.
struct TrustTests {
    private static let required = ("topics.yaml", "topics:\n  general:\n    consent: required\n")
    private static let start = "2026-06-01T10:00:00Z"

    private func begin(
        _ stage: Stage,
        _ steps: String,
        rules: String = "",
        consent: Bool = false
    ) async throws -> ContactID {
        try await stage.publish(
            Dictionary(
                uniqueKeysWithValues: [
                    Sample.lists, Sample.workflow(steps, rules: rules), Self.required, Sample.email("one"),
                    Sample.email("two"),
                ]
            )
        )
        let contact = try await stage.contact("ada@example.com", agrees: false)
        if consent { try await agree(stage, contact) }
        try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
        return contact
    }

    private func agree(_ stage: Stage, _ contact: ContactID) async throws {
        try await stage.sql("SELECT messaging.give_consent($1, 'general', 'form')", [.integer(contact.rawValue)])
    }

    @Test func `a contact who never agreed gets no marketing, and the history says why`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let contact = try await begin(stage, "  - send_email: one")
            try await stage.run(until: "2026-06-02T10:00:00Z")

            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.history(of: contact).contains("not sent the contact has not agreed to general"))
        }
    }

    @Test func `who agreed gets it`() async throws {
        try await Stage.play(from: Self.start) { stage in
            _ = try await begin(stage, "  - send_email: one", consent: true)
            try await stage.run(until: "2026-06-02T10:00:00Z")
            #expect(stage.postbox.mail.count == 1)
        }
    }

    @Test func `a blocked send that waits leaves as soon as the contact agrees, with one verdict before`() async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let contact = try await begin(stage, "  - send_email: one\n    if_blocked: wait")
            try await stage.run(until: "2026-06-05T10:00:00Z")
            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.sql("SELECT FROM messaging.verdicts").count == 1)

            try await agree(stage, contact)
            try await stage.work()
            #expect(stage.postbox.mail.count == 1)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a blocked send that waits gives up after 30 days, and the walk goes on`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let contact = try await begin(stage, "  - send_email: one\n    if_blocked: wait\n  - set: { city: Lyon }")
            try await stage.run(until: "2026-07-01T09:59:00Z")
            #expect(try await stage.endReason(of: contact) == nil)
            try await stage.run(until: "2026-07-01T10:01:00Z")

            #expect(try await stage.endReason(of: contact) == "completed")
            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.sql("SELECT FROM messaging.verdicts").count == 2)
        }
    }

    @Test(arguments: ["SELECT crm.erase(1, 'asked for')", "DELETE FROM crm.contacts"])
    func `a contact that is erased in the middle of a delay walks no further`(how: String) async throws {
        try await Stage.play(from: Self.start) { stage in
            let contact = try await begin(
                stage,
                "  - send_email: one\n  - wait: 2 days\n  - send_email: two",
                consent: true
            )
            try await stage.run(until: "2026-06-02T10:00:00Z")
            try await stage.sql(how)
            #expect(try await stage.endReason(of: contact) == "erased")
            try await stage.run(until: "2026-06-10T10:00:00Z")

            #expect(stage.postbox.mail.count == 1)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `of two walks of one person one goes on, and no step is sent twice`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let steps = "  - send_email: one\n  - wait: 2 days\n  - send_email: two"
            _ = try await begin(stage, steps, consent: true)
            try await stage.run(until: "2026-06-02T10:00:00Z")
            let second = try await stage.contact("ada@home.example")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: second)
            try await stage.run(until: "2026-06-02T12:00:00Z")
            try await stage.sql("SELECT crm.merge(1, 2)")
            try await stage.run(until: "2026-06-10T10:00:00Z")

            // Each enrollment had sent the first e-mail; the second is sent once, to the survivor.
            #expect(stage.postbox.mail.map(\.to) == ["ada@example.com", "ada@home.example", "ada@example.com"])
            #expect(try await stage.violations() == [])
        }
    }

    @Test(.row("P8"), arguments: [("", 0), ("  on_merge: enroll\n", 1)])
    func `a contact who matches since a merge is enrolled where the workflow asks for it`(
        rule: String,
        enrolled: Int
    ) async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish([
                "workflows/sample.yaml":
                    "workflow: sample\nenroll:\n  when: { all: [{ city: Lyon }, { language: fr }] }\n\(rule)steps:\n  - set: { region: seen }\n"
            ])
            try await stage.contact("ada@example.com")
            try await stage.contact("ada@home.example")
            // Neither contact matches alone.
            try await stage.sql("UPDATE crm.contacts SET city = 'Lyon' WHERE id = 1")
            try await stage.sql("UPDATE crm.contacts SET language = 'fr' WHERE id = 2")
            try await stage.work()
            try await stage.sql("SELECT crm.merge(1, 2)")
            try await stage.work()

            #expect(try await stage.sql("SELECT FROM automation.enrollments WHERE contact_id = 1").count == enrolled)
            // The edge has been crossed, so later changes begin nothing anew.
            try await stage.sql("UPDATE crm.contacts SET first_name = 'A' WHERE id = 1")
            try await stage.work()
            #expect(try await stage.sql("SELECT FROM automation.enrollments").count == enrolled)
        }
    }
}
