import Foundation
import Postgres
import TestSupport
import Testing

/// The life of the person before the erasure. Each part leaves data of the person somewhere.
struct Life {
    let site: Site

    /// Returns the number of the contact that all of it finally belongs to.
    func live() async throws -> Int64 {
        try await eventually(within: .seconds(120), "the API listens\n\(site.logs)") { try await site.answers() }
        try await becomeKnown()
        try await beRefused()
        try await enroll()
        try await beSentInVain()
        try await beTalkedAbout()
        let contact = try await number(of: Person.address)
        for second in [Person.unknown, Person.later] {
            _ = try await site.pool.query(
                "SELECT crm.merge($1, $2)",
                [.integer(contact), .integer(try await number(of: second))]
            )
        }
        _ = try await site.pool.query("SELECT messaging.unsubscribe($1, 'news', 'page')", [.integer(contact)])
        return contact
    }

    private func becomeKnown() async throws {
        _ = try await site.api(
            "/v1/identify",
            """
            {"userId": "\(Person.account)", "anonymousId": "\(Person.browser)", "messageId": "m-\(Person.account)",
             "traits": {"email": "old.\(Person.address)", "firstName": "Zyxwvida", "lastName": "Quorbenthal",
             "phone": "\(Person.phone)", "interest": "\(Person.property)"}}
            """
        )
        _ = try await site.api(
            "/v1/identify",
            #"{"userId": "\#(Person.account)", "traits": {"email": "\#(Person.address)"}}"#
        )
        _ = try await site.api(
            "/v1/alias",
            #"{"previousId": "\#(Person.browser)-2", "userId": "\#(Person.account)"}"#
        )
        _ = try await site.pool.query(
            "SELECT messaging.give_consent($1, 'news', 'form', 'consent', $2)",
            [.integer(try await number(of: Person.address)), .text(Person.wording)]
        )
        _ = try await site.api(
            "/v1/forms/contact",
            #"{"email": "\#(Person.address)", "message": "\#(Person.said)", "utm_source": "\#(Person.campaign)", "consent.news": "yes"}"#
        )
        _ = try await site.api(
            "/v1/track",
            """
            {"userId": "\(Person.account)", "event": "visited", "properties": {"ticket": "\(Person.ticket)"},
             "context": {"campaign": {"source": "\(Person.campaign)"}, "page": {"url": "\(Person.page)"}}}
            """
        )
    }

    /// Input that is refused everywhere, with the contact and without.
    private func beRefused() async throws {
        let file = site.folder.appending(path: "people.csv")
        let rows = """
            email,score,interest
            \(Person.address),many \(Person.ticket),\(Person.property)
            Zyxwvida.Quorbenthal at Vexmire.Example,\(Person.ticket),x
            \(Person.unknown),1,x
            \(Person.later),1,x

            """
        try Data(rows.utf8).write(to: file)
        let imported = try await Program.run("contact", "import", file.path, environment: site.environment)
        try #require(imported.status == 0, "\(imported.errors)")
        _ = try await site.api(
            "/v1/forms/contact",
            #"{"email": "<\#(Person.address)> at work", "message": "\#(Person.said)"}"#
        )
        _ = try await site.api(
            "/v1/identify",
            #"{"userId": "null", "traits": {"email": "\#(Person.address) or none"}}"#
        )
        _ = try await site.api(
            "/v1/track",
            #"{"userId": "\#(Person.account)", "event": "visited", "timestamp": "\#(Person.ticket)"}"#
        )
        #expect(try await site.count("crm.refused WHERE contact_id IS NULL") >= 3)
        #expect(try await site.count("crm.refused WHERE contact_id IS NOT NULL") >= 2)
    }

    /// The event enrolls the contact. The e-mail has a link with the address, which is followed.
    private func enroll() async throws {
        _ = try await site.api(
            "/v1/track",
            """
            {"userId": "\(Person.account)", "event": "quiz_done", "properties": {"ticket": "\(Person.ticket)",
             "url": "\(Person.page)"}}
            """
        )
        try await eventually(within: .seconds(120), "the e-mail is sent\n\(site.logs)") {
            try await site.count("messaging.deliveries WHERE state = 'sent'") == 1
        }
        _ = try await site.get(try await linkWithTheAddress())
    }

    /// A recipient that the server does not know, one that it would accept later, and a job given up by hand.
    private func beSentInVain() async throws {
        for address in [Person.unknown, Person.later] {
            let order = """
                {"queue": "email", "kind": "send_email", "contact": {"email": "\(address)"},
                 "payload": {"email": "receipt", "event": {"ticket": "\(Person.ticket)"}}}
                """
            let answer = try await site.api(
                "/v1/jobs",
                order,
                key: "",
                "-H",
                "Authorization: Bearer \(Site.jobKey)",
                "-H",
                "Idempotency-Key: \"\(address)\""
            )
            try #require(answer.contains("id"), "\(answer)")
        }
        try await eventually(within: .seconds(120), "one bounces, one waits\n\(site.logs)") {
            let bounced = try await site.count("messaging.suppressions")
            return try await site.count("queue.attempts") >= 1 && bounced == 1
        }
        try await site.pool.execute(
            """
            INSERT INTO queue.dead (id, run_at, enqueued_at, queue, kind, payload, note, died_at, reason)
            SELECT nextval('queue.job_id'), now(), now(), 'email', 'send_email', jsonb_build_object(
                       'contact', id, 'email', 'receipt', 'event', jsonb_build_object('ticket', '\(Person.ticket)')),
                   'invalid input: "\(Person.address)"', now(), 'refused'
            FROM crm.contacts WHERE email = '\(Person.later)';
            """
        )
    }

    /// The texts of operators and integrations: reasons, keys, previews.
    private func beTalkedAbout() async throws {
        let person = "(SELECT id FROM crm.contacts WHERE email = '\(Person.address)')"
        let order = """
            queue.enqueue('email', 'send_email', jsonb_build_object('contact', \(person), 'email', 'receipt',
                'event', jsonb_build_object('ticket', '\(Person.ticket)')), run_at => now() + interval '1 day',
                unique_key => '%', unique_for => '2 days')
            """
        for key in ["a-\(Person.address)", "b-\(Person.address)", "c-\(Person.urlEncoded)"] {
            _ = try await site.pool.query("SELECT \(order.replacing("%", with: key))")
        }
        try await site.pool.execute(
            """
            SELECT queue.cancel(id, 'Quorbenthal called and asked')
            FROM queue.delayed WHERE unique_key LIKE 'a-%';
            SELECT queue.cancel(id, 'asked by \(Person.address.uppercased())')
            FROM queue.delayed WHERE unique_key LIKE 'b-%';
            SELECT * FROM queue.preview('cancel', '{"queue": "email", "note": "\(Person.address)"}');
            SELECT queue.preview('cancel', jsonb_build_object('id', id)) FROM queue.delayed WHERE unique_key LIKE 'c-%';
            SELECT queue.pause('automation', 'until \(Person.address) is answered');
            SELECT queue.resume('automation', '\(Person.address) is answered');
            SELECT messaging.suppress('{other@example.org}', 'named by \(Person.address)');
            SELECT messaging.resubscribe(\(person), 'news', 'Zyxwvida asked by telephone');
            """
        )
    }

    /// The path of the tracked link whose target contains the address.
    func linkWithTheAddress() async throws -> String {
        let links = try site.mail.messages().flatMap { message in
            String(decoding: message, as: UTF8.self).replacing("=\r\n", with: "").replacing("=\n", with: "")
                .matches(of: /https:\/\/track\.example\.com(\/c\/[A-Za-z0-9_\-.]+)/).map { String($0.1) }
        }
        return try #require(links.first, "no tracked link")
    }

    private func number(of address: String) async throws -> Int64 {
        let found = try await site.pool.query(
            "SELECT id FROM crm.contacts WHERE lower(email) = lower($1)",
            [.text(address)]
        )
        return try #require(try found.first?.integer("id"), "\(address) is not known")
    }
}
