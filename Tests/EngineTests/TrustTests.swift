import Automation
import Foundation
import Postgres
import Store
import Telemetry
import TestStage
import TestSupport
import Testing
import Tracking

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

    @Test(arguments: [
        [
            "SELECT messaging.suppress('{ada@example.com}', 'bounced')",
            "SELECT messaging.unsuppress('{ada@example.com}', 'repaired')",
        ],
        [
            "SELECT messaging.suppress('{ada@example.com}', 'bounced')",
            "UPDATE crm.contacts SET email = 'ada@home.example'",
        ],
    ])
    func `a blocked send that waits leaves as soon as its address can be reached`(acts: [String]) async throws {
        try await Stage.play(from: Self.start) { stage in
            _ = try await begin(stage, "  - send_email: one\n    if_blocked: wait", consent: true)
            try await stage.sql(acts[0])
            try await stage.run(until: "2026-06-05T10:00:00Z")
            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.sql("SELECT FROM messaging.verdicts").count == 1)

            try await stage.sql(acts[1])
            try await stage.work()
            #expect(stage.postbox.mail.count == 1)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a step that a pause holds up is looked at ever more rarely, and taken when it ends`() async throws {
        try await Stage.play(from: Self.start) { stage in
            _ = try await begin(stage, "  - wait: 1 hour\n  - send_email: one", consent: true)
            let bob = try await stage.contact("bob@example.com")
            try await stage.run(until: "2026-06-01T10:30:00Z")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: bob)
            try await stage.run(until: "2026-06-01T11:00:00Z")
            #expect(stage.postbox.mail.count == 1)
            try await stage.sql("SELECT automation.pause('sample', 'a mistake')")
            try await stage.run(until: "2026-07-01T11:00:00Z")
            // Looked at after as long as the pause had lasted, and then once a day.
            let next = try await stage.sql(
                "SELECT concat_ws(' ', note, run_at AT TIME ZONE 'UTC') AS it FROM queue.delayed"
            )
            #expect(try next.map { try $0.text("it") } == ["the workflow is paused 2026-07-01 19:00:00"])

            try await stage.sql("SELECT automation.resume('sample')")
            try await stage.work()
            #expect(stage.postbox.mail.count == 2)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a send that a pause holds up is judged ever more rarely, with one verdict, until it ends`() async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let hours = "hours: { from: \"13:00\", to: \"14:00\", zone: workspace }"
            _ = try await begin(stage, "  - send_email: one", rules: hours, consent: true)
            try await stage.run(until: "2026-06-01T10:30:00Z")
            try await stage.sql("SELECT automation.pause('sample', 'a mistake')")
            try await stage.run(until: "2026-07-01T11:30:00Z")
            #expect(stage.held[.paused].map { $0 < 40 } == true)
            #expect(try await stage.sql("SELECT FROM messaging.verdicts WHERE reason LIKE '%paused%'").count == 1)

            try await stage.sql("SELECT automation.resume('sample')")
            try await stage.run(until: "2026-07-01T11:40:00Z")
            #expect(stage.postbox.mail.count == 1)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `the link of a message unsubscribes whom it went to, whatever numbers a sender brought`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let files = [Sample.lists, Sample.workflow("  - send_email: one"), Self.required, Sample.email("one")]
            try await stage.publish(Dictionary(uniqueKeysWithValues: files))
            try await stage.contact("bob@example.com")
            let brought = #"{"first_name": "Eve", "id": 1, "contact_id": 1, "given_id": 1}"#
            try await stage.sql(
                "SELECT crm.ingest($1)",
                [
                    .json(
                        #"[{"type": "identify", "user_id": "u2", "email": "first@example.com"}, {"type": "identify", "user_id": "u2", "email": "second@example.com", "traits": \#(brought)}]"#
                    )
                ]
            )
            let person = ContactID(rawValue: 2)
            try await agree(stage, person)
            try await stage.event("form_submitted", #"{"form": "start", "id": 1}"#, of: person)
            try await stage.work()

            let message = String(
                decoding: try #require(stage.postbox.bytes(to: "second@example.com").first),
                as: UTF8.self
            )
            let header = try #require(
                message.replacing("\r\n ", with: "").firstMatch(of: /List-Unsubscribe: .*\/u\/([A-Za-z0-9_.-]+)/)
            )
            guard case .unsubscribe(let contact, let topic) = Keyring.forTests.verify(String(header.1)) else {
                Issue.record("no token of an unsubscription: \(header.1)")
                return
            }
            #expect(contact == person.rawValue)
            try await stage.sql("SELECT messaging.unsubscribe($1, $2)", [.integer(contact), .text(topic)])
            let states = try await stage.sql(
                "SELECT id, messaging.consent(id, email, 'general') AS state FROM crm.contacts ORDER BY id"
            )
            #expect(try states.map { try $0.text("state") } == ["granted", "withdrawn"])
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
