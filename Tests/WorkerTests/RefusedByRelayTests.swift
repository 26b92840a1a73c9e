import Automation
import Foundation
import Postgres
import Store
import Telemetry
import TestStage
import TestSupport
import Testing

/// A refusal that is about us is nobody's fault: no walk ends, no attempt is used up, and all waits until it is mended.
@Suite struct RefusedByRelayTests {
    private static let signIn = Outcome.refused(
        Refusal(code: "530 5.7.0", explanation: "Authentication required", concern: .everything(to: .everywhere))
    )
    private static let slowDown = Outcome.refused(
        Refusal(code: "452 4.7.28", explanation: "too many", concern: .everything(to: Destination("slow.example")))
    )

    /// Readers of one e-mail, at these domains.
    private func begin(_ addresses: [String], on stage: Stage) async throws {
        _ = try await stage.begin("  - send_email: one", as: addresses[0])
        for address in addresses.dropFirst() {
            let contact = try await stage.contact(address)
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
        }
    }

    private func count(_ source: String, on stage: Stage) async throws -> Int {
        try await stage.sql("SELECT count(*)::int AS n FROM \(source)")[0].int("n")
    }

    @Test func `a relay that wants us to sign in first stops the channel; once it is mended, all e-mails leave`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let readers = (1...9).map { "reader-\($0)@example.com" }
            for reader in readers { stage.postbox.always(Self.signIn, to: reader) }
            try await begin(readers, on: stage)

            try await stage.run(until: "2026-03-02T12:00:00Z")

            #expect(try await count("automation.enrollments WHERE state = 'active'", on: stage) == 9)
            #expect(try await count("queue.attempts", on: stage) == 0)
            #expect(try await count("queue.dead", on: stage) == 0)
            #expect(try await count("messaging.deliveries", on: stage) == 0)
            let health = try await stage.sql("SELECT well, finding FROM queue.health WHERE what = 'channels'")[0]
            #expect(try health.text("finding").contains("530 5.7.0 Authentication required"))
            let why = try await stage.sql(
                "SELECT why FROM queue.jobs CROSS JOIN LATERAL queue.why(id) WHERE jobs.state = 'gated' LIMIT 1"
            )
            #expect(try why[0].text("why").contains("Nothing leaves by email since"))

            for reader in readers { stage.postbox.always(.sent(reference: "250 ok"), to: reader) }
            try await stage.run(until: "2026-03-02T12:07:00Z")

            #expect(stage.postbox.mail.map(\.to) == readers)
            #expect(try await count("messaging.breakers", on: stage) == 0)
            #expect(try await count("automation.enrollments WHERE end_reason = 'completed'", on: stage) == 9)
            let violations = try await stage.violations()
            #expect(violations == [])
        }
    }

    @Test func `a domain that is too slow for us keeps its own e-mails waiting, and one at a time tries it`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let slow = (1...5).map { "reader-\($0)@slow.example" }
            for reader in slow { stage.postbox.always(Self.slowDown, to: reader) }
            try await begin(slow + ["quick@example.com"], on: stage)

            try await stage.run(until: "2026-03-02T10:30:00Z")

            #expect(stage.postbox.mail.map(\.to) == ["quick@example.com"])
            #expect(try await count("automation.enrollments WHERE state = 'active'", on: stage) == 5)
            #expect(stage.held[.halted, default: 0] > 0)
            let reasons = try await stage.sql("SELECT DISTINCT reason FROM messaging.verdicts WHERE verdict = 'later'")
            let said = try reasons.map { try $0.text("reason") }
            #expect(said == ["slow.example takes nothing for now: 452 4.7.28 too many"])

            for reader in slow { stage.postbox.always(.sent(reference: "250 ok"), to: reader) }
            try await stage.run(until: "2026-03-02T10:38:00Z")

            #expect(stage.postbox.mail.count == 6)
            #expect(try await count("messaging.breakers", on: stage) == 0)
            let violations = try await stage.violations()
            #expect(violations == [])
        }
    }

    @Test func `an integrator's e-mail that is refused for good is dead with the reason, never done`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let refusal = Refusal(code: "550 5.7.1", explanation: "members only", concern: .message)
            stage.postbox.always(.refused(refusal), to: "ada@example.com")
            try await stage.publish(Dictionary(uniqueKeysWithValues: [Sample.email("one")]))
            let ada = try await stage.contact("ada@example.com")
            let payload = #"{"contact": \#(ada.rawValue), "email": "one"}"#
            try await stage.sql("SELECT queue.enqueue('email', 'send_email', $1::jsonb)", [.literal(payload)])

            try await stage.run(until: "2026-03-03T10:00:00Z")

            let dead = try await stage.sql("SELECT reason, note FROM queue.dead")
            #expect(
                try dead.map { "\(try $0.text("reason")): \(try $0.text("note"))" } == [
                    "refused: 550 5.7.1 members only"
                ]
            )
            #expect(try await count("queue.done WHERE queue = 'email'", on: stage) == 0)
            #expect(try await count("messaging.deliveries WHERE state = 'failed'", on: stage) == 1)
            let violations = try await stage.violations()
            #expect(violations == [])
        }
    }
}
