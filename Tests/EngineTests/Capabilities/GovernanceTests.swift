import Automation
import Definitions
import Delivery
import Postgres
import TestStage
import TestSupport
import Testing

/// The guarantees around the steps, for marketers and operators.
struct GovernanceTests {
    private static let start = "2026-03-02T10:00:00Z"

    private static let nurture = """
        workflow: nurture
        enroll:
          when: { form_submitted: start }
          unless: { in_list: partners }
        goal: { lifecycle_stage: customer }
        steps:
          - set: { nurturing: "yes" }
          - wait: 5 days
          - if: { country: FR }
            then: [end]
          - send_email: one
        on_exit:
          - set: { nurturing: "no" }
        """

    /// Every exit, and what causes it.
    private static let exits: [(reason: String, taken: @Sendable (Stage, ContactID) async throws -> Void)] = [
        ("completed", { _, _ in }), ("ended", { stage, ada in try await stage.change(ada, "country = 'FR'") }),
        ("goal met", { stage, ada in try await stage.change(ada, "lifecycle_stage = 'customer'") }),
        ("suppressed", { stage, ada in try await stage.join("partners", ada) }),
        (
            "unenrolled: by phone (by postgres)",
            { stage, ada in try await stage.sql("SELECT automation.unenroll('nurture', \(ada), 'by phone')") }
        ),
    ]

    @Test(.row("G1"), arguments: exits.indices)
    func `nurturing is in progress until a contact is out, whichever way, and keeps other sends off`(exit: Int)
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let others = "  unless: { nurturing: \"yes\" }\n  again: always\n"
            try await stage.publish(
                Self.nurture,
                Stage.greeting("{ event: offer }", rules: others, with: "offer"),
                "lists: [partners]",
                "contact: { nurturing: { type: choice, options: [\"yes\", \"no\"] } }"
            )
            let ada = try await stage.contact("ada@example.com")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ada)
            try await stage.work()
            #expect(try await stage.value("properties ->> 'nurturing'", of: ada) == "yes")
            try await stage.event("offer", of: ada)
            #expect(try await stage.sent() == [])

            try await Self.exits[exit].taken(stage, ada)
            try await stage.run(until: "2026-03-10T00:00:00Z")
            #expect(try await stage.value("properties ->> 'nurturing'", of: ada) == "no")
            let reasons = try await stage.sql(
                "SELECT end_reason AS it FROM automation.enrollments WHERE workflow = 'nurture'"
            )
            #expect(try reasons.map { try $0.text("it") } == [Self.exits[exit].reason])
            try await stage.event("offer", of: ada)
            #expect(try await stage.sent().last == "offer to ada")
        }
    }

    @Test(.row("G8")) func `a guide comes by e-mail alone, so that a false address is known, and who reads it`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(try .shipped())
            let unknown = Refusal(
                code: "550 5.1.1",
                explanation: "no such user",
                concern: .unknownRecipient
            )
            stage.postbox.always(.refused(unknown), to: "false@example.com")
            for name in ["reader", "false"] {
                let one = try await stage.contact("\(name)@example.com")
                try await stage.event("form_submitted", #"{"form": "ebook-watering"}"#, of: one)
            }
            try await stage.work()
            try await stage.click("ebook-link", by: ContactID(rawValue: 1))
            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.map(\.to) == ["reader@example.com"])
            #expect(try await stage.members(of: "ebook-readers") == ["reader@example.com"])
            let suppressed = try await stage.sql(
                "SELECT email FROM messaging.suppressions JOIN crm.contacts ON crm.address_hash(email) = address_hash"
            )
            #expect(try suppressed.map { try $0.text("email") } == ["false@example.com"])
        }
    }

    @Test(.row("P14")) func `a workflow enrolls nobody until it is applied, and by itself from then on`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let ada = try await stage.contact("ada@example.com")
            func submit() async throws { try await stage.event("form_submitted", #"{"form": "demo"}"#, of: ada) }
            try await submit()
            #expect(try await stage.sent() == [])

            let hours = "  again: always\nhours: { days: weekdays, from: \"07:00\", to: \"12:00\" }\n"
            try await stage.publish(Stage.greeting("{ form_submitted: demo }", rules: hours))
            #expect(try await stage.sent() == [])
            try await submit()
            #expect(try await stage.sent() == ["hello to ada"])

            // A workflow without its file is off.
            try await stage.publish(Stage.greeting("{ form_submitted: other }", with: "other"))
            try await submit()
            #expect(try await stage.sent() == ["hello to ada"])
        }
    }

    @Test(.row("P12")) func `what a workflow did, with whom and why, is one query`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                "workflow: w\nenroll: { when: { form_submitted: demo }, and: { country: FR } }\nsteps: [{ send_email: one }]",
                Stage.greeting("{ form_submitted: demo }", with: "other")
            )
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            try await stage.change(ada, "country = 'FR'")
            for one in [ada, bob] { try await stage.event("form_submitted", #"{"form": "demo"}"#, of: one) }
            try await stage.work()
            let lines = try await stage.atPresent(as: "relance_operator") { pool in
                try await pool.query(
                    "SELECT concat_ws(' ', contact_id, what) AS it FROM automation.history WHERE workflow = 'w' ORDER BY id"
                )
                .map { try $0.text("it") }
            }
            #expect(Set(lines) == ["1 enrolled", "2 not enrolled", "1 sends", "1 sent", "1 ended"])
        }
    }
}
