import Automation
import Delivery
import Foundation
import Postgres
import Store
import Telemetry
import TestStage
import Testing

/// E-mails that integrations enqueue: they pass the same gate, ledger and doubts as those of a step, without an
/// enrollment.
struct OrderTests {
    private static let receipt = (
        "emails/receipt.yaml",
        """
        email: receipt
        kind: transactional
        subject: Order {{event.number}}
        text: |
          Dear {{contact.first_name}}, thank you for order {{event.number}}.
        """
    )

    private func play(_ body: (Stage, ContactID) async throws -> Void) async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(Dictionary(uniqueKeysWithValues: [Self.receipt, Sample.email("news")]))
            try await body(stage, try await stage.contact("ada@example.com"))
            #expect(try await stage.violations() == [])
        }
    }

    private func order(_ email: String, to contact: ContactID, _ event: String = "{}", on stage: Stage) async throws {
        try await stage.sql(
            "SELECT queue.enqueue('email', 'send_email', jsonb_build_object('contact', $1::bigint, 'email', $2::text, 'event', $3::jsonb))",
            [.integer(contact.rawValue), .text(email), .json(event)]
        )
    }

    @Test func `an e-mail is sent once, with what the integration says about it`() async throws {
        try await play { stage, contact in
            try await order("receipt", to: contact, #"{"number": 1734}"#, on: stage)
            try await stage.work()
            try await stage.work()

            #expect(stage.postbox.mail(to: "ada@example.com").map(\.subject) == ["Order 1734"])
            let ledger = try await stage.sql("SELECT state, dedup_key FROM messaging.deliveries")
            #expect(try ledger.map { try $0.text("state") } == ["sent"])
            #expect(
                try await stage.sql("SELECT FROM queue.done WHERE kind = 'send_email' AND outcome = 'done'").count == 1
            )
        }
    }

    @Test func `marketing does not go to who has unsubscribed, and it is said why`() async throws {
        try await play { stage, contact in
            try await stage.sql("SELECT messaging.unsubscribe($1, '*', 'page')", [.integer(contact.rawValue)])
            try await order("news", to: contact, on: stage)
            try await order("receipt", to: contact, #"{"number": 1}"#, on: stage)
            try await stage.work()

            #expect(stage.postbox.mail.map(\.subject) == ["Order 1"])
            let reasons = try await stage.sql(
                "SELECT reason FROM messaging.why_not_sent($1)",
                [.integer(contact.rawValue)]
            )
            #expect(try reasons.map { try $0.text("reason") } == ["the contact has unsubscribed"])
            #expect(try await stage.sql("SELECT FROM queue.done WHERE outcome = 'dropped'").count == 1)
        }
    }

    @Test func `a contact's number may be written as a float, as some languages write every number`() async throws {
        try await play { stage, contact in
            let payload = #"{"contact": \#(contact.rawValue).0, "email": "receipt", "event": {"number": 9}}"#
            try await stage.sql("SELECT queue.enqueue('email', 'send_email', $1)", [.json(payload)])
            try await stage.work()
            #expect(stage.postbox.mail(to: "ada@example.com").map(\.subject) == ["Order 9"])
        }
    }

    @Test func `one to nobody is dropped; of an e-mail that does not exist a person hears`() async throws {
        try await play { stage, contact in
            try await order("receipt", to: ContactID(rawValue: 404), on: stage)
            try await order("receit", to: contact, on: stage)
            try await stage.work()

            let dropped = try await stage.sql("SELECT note FROM queue.done WHERE outcome = 'dropped'")
            #expect(try dropped.map { try $0.text("note") } == ["the contact is gone"])
            let dead = try await stage.sql("SELECT note FROM queue.dead")
            #expect(try dead.map { try $0.text("note") } == ["there is no such e-mail"])
        }
    }

    @Test func `a hand-over without an answer is repeated once, and listed`() async throws {
        try await play { stage, contact in
            stage.postbox.answer(.doubtful(explanation: "no reply"), to: "ada@example.com")
            try await order("receipt", to: contact, #"{"number": 2}"#, on: stage)
            try await stage.run(until: "2026-03-03T10:00:00Z")

            let copies = stage.postbox.bytes(to: "ada@example.com")
            #expect(copies.count == 2 && copies.first == copies.last)
            #expect(try await stage.sql("SELECT FROM messaging.doubtful").count == 1)
        }
    }

    @Test func `one that waits for its repetition can be cancelled, and stays listed`() async throws {
        try await play { stage, contact in
            stage.postbox.answer(.doubtful(explanation: "no reply"), to: "ada@example.com")
            try await order("receipt", to: contact, #"{"number": 3}"#, on: stage)
            try await stage.work()
            try await stage.sql("SELECT * FROM queue.preview('cancel', '{\"kind\": \"send_email\"}')")
            try await stage.sql("SELECT queue.apply(1, 'recalled')")

            let deliveries = try await stage.sql("SELECT state, doubt FROM messaging.deliveries")
            #expect(try deliveries.map { try $0.text("state") } == ["doubtful"])
            #expect(try deliveries[0].text("doubt").contains("not handed over again: recalled"))
        }
    }

    @Test func `a send whose workflow nobody knows is dropped when its walk is over, and holds up no other`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let ada = try await stage.begin("  - send_email: one")
            try await stage.sql(
                """
                SELECT queue.place(jsonb_build_array(jsonb_build_object('queue', 'email', 'kind', 'send_step', 'payload', jsonb_build_object(
                    'enrollment', 999999, 'contact', $1::bigint, 'workflow', 'sample', 'version', 99, 'step', 's', 'email', 'one'))))
                """,
                [.integer(ada.rawValue)]
            )

            try await stage.run(until: "2026-03-03T00:00:00Z")

            #expect(stage.postbox.mail.map(\.subject) == ["one"])
            #expect(try await stage.sql("SELECT FROM queue.gated").isEmpty)
            let dropped = try await stage.sql("SELECT note FROM queue.done WHERE outcome = 'dropped'")
            #expect(try dropped.map { try $0.text("note") } == ["its enrollment ended"])
        }
    }

    @Test(arguments: [
        (
            "DELETE FROM automation.workflow_versions", "version 1 of workflow \"sample\" is not in the database"
        ),
        (
            "UPDATE automation.workflow_versions SET definition = '{}'",
            "column \"definition\" cannot be read as Workflow: name is missing"
        ),
    ])
    func `a send whose workflow cannot be read waits and says why; the others leave`(harm: String, note: String)
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            // The send waits for its hours. In the meantime newer enrollments follow another version.
            let hours = "hours: { days: weekdays, from: \"14:00\", to: \"15:00\" }"
            let ada = try await stage.begin("  - send_email: one", rules: hours)
            try await stage.work()
            try await stage.publish(
                Dictionary(uniqueKeysWithValues: [Sample.workflow("  - end"), Sample.email("two")])
            )
            try await stage.sql("\(harm) WHERE version = 1")
            try await order("two", to: ada, on: stage)

            try await stage.run(until: "2026-03-02T13:30:00Z")

            #expect(stage.postbox.mail.map(\.subject) == ["two"])
            let waiting = try await stage.sql("SELECT note FROM queue.delayed WHERE kind = 'send_step'")
            #expect(try waiting.map { try $0.text("note") } == [note])
            #expect(stage.held == [.hours: 1, .refused: 1])
            #expect(try await stage.violations() == [])
        }
    }
}
