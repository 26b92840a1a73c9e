import Automation
import Foundation
import Postgres
import Store
import TestStage
import TestSupport
import Testing

@testable import Worker

/// Messages that leave, and the reasons why others do not.
@Suite struct LetterTests {
    private static func email(subject: String = "s", more: String = "", text: String) -> (String, String) {
        (
            "emails/one.yaml",
            """
            email: one
            subject: "\(subject)"
            \(more)
            text: |
              \(text) {{postal_address}} {{unsubscribe_url}}
            """
        )
    }

    private func send(_ email: (String, String), to firstName: String, on stage: Stage) async throws -> ContactID {
        let parts = [Sample.lists, Sample.workflow("  - send_email: one"), email]
        try await stage.publish(Dictionary(uniqueKeysWithValues: parts))
        let contact = try await stage.contact("ada@example.com", firstName: firstName)
        try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
        try await stage.run(until: "2026-03-10T00:00:00Z")
        return contact
    }

    @Test func `a link of any length is tracked when the template wrote it, a first name never is`() async throws {
        let path = (0..<600).map { String(UInt64($0) &* 0x9E37_79B9_7F4A_7C15, radix: 36) }.joined()
        let link = "https://shop.example/\(path)?c={{contact.id}}"
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let contact = try await send(
                Self.email(text: "Hi {{contact.first_name}}, see \(link) now."),
                to: "https://evil.example/login",
                on: stage
            )

            let targets = try await stage.sql("SELECT url FROM messaging.links").map { try $0.text("url") }
            #expect(targets == ["https://shop.example/\(path)?c=\(contact.rawValue)"])
            #expect(stage.postbox.mail.count == 1)
        }
    }

    @Test(arguments: [
        ("\u{200B}", "s", "missing variable contact.first_name"),
        ("Ada", "{{#contact.last_name}}s{{/contact.last_name}}", "the subject is empty"),
        ("A\nB", "{{contact.first_name}}", "the header Subject would contain a control character"),
    ])
    func `an e-mail that cannot be written is not sent, and a sentence says why`(
        firstName: String,
        subject: String,
        reason: String
    ) async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let email = Self.email(subject: subject, text: "Hi {{contact.first_name}},")
            let contact = try await send(email, to: firstName, on: stage)

            let history = try await stage.history(of: contact)
            #expect(history.contains { $0.hasPrefix("not sent \(reason)") }, "\(history)")
            #expect(stage.postbox.mail.isEmpty)
        }
    }

    /// `check` now refuses these. Versions published before it did must not fail with Swift's own error text.
    @Test(arguments: [
        ("topic", "Conseils du jardin", "\"Conseils du jardin\" is no topic: "),
        ("from", "camille@intranet", "the sender cannot be used: the part after the @ is not a domain name"),
        ("reply_to", "Camille c@x.example", "reply_to cannot be used: the part before the @ is malformed"),
    ])
    func `an earlier version that check would refuse is not sent, and a sentence says why`(
        key: String,
        value: String,
        reason: String
    ) async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let parts = [Sample.lists, Sample.workflow("  - send_email: one"), Self.email(text: "Hi")]
            try await stage.publish(Dictionary(uniqueKeysWithValues: parts))
            try await stage.sql(
                "UPDATE messaging.emails SET definition = definition || jsonb_build_object($1::text, $2::text)",
                [.text(key), .text(value)]
            )
            let contact = try await stage.contact("ada@example.com")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
            try await stage.run(until: "2026-03-10T00:00:00Z")

            let history = try await stage.history(of: contact)
            #expect(history.contains { $0.hasPrefix("not sent \(reason)") }, "\(history)")
            #expect(stage.postbox.mail.isEmpty)
        }
    }

    @Test func `however many e-mails and links there are, a worker remembers so many and no more`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let links = (1...5).map { "https://example.com/\($0)" }
            var files: [String: String] = [:]
            for number in 1...6 {
                let text =
                    "\(links.map { "\($0)-\(number)" }.joined(separator: " ")) {{postal_address}} {{unsubscribe_url}}"
                files["emails/e\(number).yaml"] = "email: e\(number)\nsubject: s\ntext: \"\(text)\"\n"
            }
            try await stage.publish(files)
            try await stage.contact("ada@example.com")
            let letters = Letters(stage.postOffice(stage.postbox), emailsMax: 2, linksMax: 8)
            let pool = stage.database.pool
            for number in 1...6 {
                let job = NewJob(
                    "send_email",
                    in: "email",
                    payload: ["contact": .integer(1), "email": .text("e\(number)")]
                )
                let gated = try await pool.run(try PlaceJobs([job])).map(\.id)
                try await pool.execute("SELECT queue.release(\(try await term(of: stage)), '{\(gated[0])}', '{NULL}')")
                let jobs = try await pool.run(ClaimJobs(from: "email", limit: 1, worker: "w", nonce: UUID()))
                let (drafts, _) = try await pool.withConnection { try await letters.write(jobs, on: $0) }
                #expect(drafts.values.allSatisfy { (try? $0.get()) != nil } && drafts.count == 1)
                #expect(letters.remembered.emails <= 2 && letters.remembered.links <= 8)
            }
            #expect(try await stage.sql("SELECT FROM messaging.links").count == 30)
        }
    }

    private func term(of stage: Stage) async throws -> Int64 {
        try await stage.coordinator(on: stage.database.pool).takeLeadForLong(on: stage.database.pool)
    }
}
