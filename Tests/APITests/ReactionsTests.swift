import Postgres
import Store
import TestSupport
import Testing
import Tracking

@testable import API

/// Clicks, opens and unsubscriptions for one e-mail that was sent to one contact.
struct ReactionsTests {
    private func withSentEmail(_ body: (TestServer) async throws -> Void) async throws {
        try await TestServer.run { server in
            try await Self.sendOne(in: server.pool)
            try await body(server)
        }
    }

    /// Delivery 7 to contact 1, with link 1.
    static func sendOne(in pool: Pool) async throws {
        try await pool.execute(
            """
            INSERT INTO crm.contacts (email) VALUES ('a@b.fr');
            INSERT INTO messaging.links (url) VALUES ('https://www.example.com/ebook?a=1');
            INSERT INTO messaging.deliveries (id, job_id, contact_id, intent_at, fence, email_version, workflow, step, email, dedup_key, message_id, state)
            VALUES (7, 1, 1, clock.now(), 1, 1, 'watering', 'send_ebook', 'ebook-link', 'k', 'm', 'sent')
            """
        )
    }

    @Test(.row("C4")) func `a click leads to the stored target and is recorded`() async throws {
        try await withSentEmail { server in
            let reply = try await server.get("/c/\(server.keyring.sign(.click(delivery: 7, link: 1)))")

            #expect((reply.status, reply.headers["location"]) == (302, "https://www.example.com/ebook?a=1"))
            #expect(try await server.value("SELECT name FROM crm.events") == "email_clicked")
            #expect(
                try await server.value("SELECT properties FROM crm.events")
                    == #"{"url": "https://www.example.com/ebook?a=1", "step": "send_ebook", "agent": "human", "email": "ebook-link", "workflow": "watering", "delivery_id": 7}"#
            )
        }
    }

    @Test(arguments: [
        ("https://bücher.example/é?q=à la", "https://xn--bcher-kva.example/%C3%A9?q=%C3%A0%20la"),
        ("https://www.example.com/\r\nSet-Cookie: a=b", "https://www.example.com/Set-Cookie:%20a=b"),
        ("https://www.example.com/?a=1&b=%20c#d", "https://www.example.com/?a=1&b=%20c#d"),
        (
            "https://www.example.com/" + String(repeating: "é", count: 3_000),
            "https://www.example.com/" + String(repeating: "%C3%A9", count: 3_000)
        ),
    ])
    func `a target of any letters and any length is written as a header can hold it`(target: String, location: String)
        async throws
    {
        try await withSentEmail { server in
            try await server.pool.withConnection { connection in
                _ = try await connection.run(LinkNumbers(of: [TrackedLink(target)]))
            }
            let reply = try await server.get("/c/\(server.keyring.sign(.click(delivery: 7, link: 2)))")
            #expect((reply.status, reply.headers["location"]) == (302, location))
        }
    }

    @Test(.row("C4")) func `scanners and prefetchers are led on, and recorded under another name`() async throws {
        try await withSentEmail { server async throws in
            let click = "/c/\(server.keyring.sign(.click(delivery: 7, link: 1)))"
            let open = "/o/\(server.keyring.sign(.open(delivery: 7))).gif"

            #expect(try await server.send("HEAD", click, headers: ["User-Agent": TestServer.browser]).status == 302)
            #expect(try await server.get(click, headers: ["User-Agent": "Barracuda Sentinel (EE)"]).status == 302)
            #expect(try await server.get(open, headers: ["User-Agent": "Mozilla/5.0"]).status == 200)

            #expect(
                try await server.value(
                    "SELECT string_agg(name || ' ' || (properties ->> 'agent'), ', ' ORDER BY id) FROM crm.events"
                )
                    == "email_click_scanned scanner, email_click_scanned scanner, email_open_scanned prefetch"
            )
        }
    }

    @Test func `an open is a pixel and an event`() async throws {
        try await withSentEmail { server in
            let reply = try await server.get("/o/\(server.keyring.sign(.open(delivery: 7)))")

            #expect((reply.status, reply.headers["content-type"]) == (200, "image/gif"))
            #expect(reply.body.starts(with: Array("GIF89a".utf8)) && reply.body.last == 0x3B)
            #expect(try await server.value("SELECT name FROM crm.events") == "email_opened")
        }
    }

    @Test func `a token that is forged, for something else or without a target is not found`() async throws {
        try await withSentEmail { server async throws in
            let open = server.keyring.sign(.open(delivery: 7))

            #expect(try await server.get("/c/\(open)").status == 404)
            #expect(try await server.get("/o/\(open.dropLast())").status == 404)
            let gone = try await server.get("/c/\(server.keyring.sign(.click(delivery: 7, link: 99)))")
            #expect(gone.status == 404)
            #expect(String(decoding: gone.body, as: UTF8.self).contains("This link is no longer valid"))
            #expect(try await server.send("POST", "/u/\(open)").status == 404)
            #expect(try await server.value("SELECT count(*) FROM crm.events") == "0")
        }
    }

    @Test func `looking at the unsubscribe page changes nothing`() async throws {
        try await withSentEmail { server in
            let reply = try await server.get("/u/\(server.keyring.sign(.unsubscribe(contact: 1, topic: "news")))")

            #expect(reply.status == 200)
            #expect(reply.text.contains(#"<form method="post">"#))
            #expect(try await server.value("SELECT count(*) FROM messaging.consent_events") == "0")
        }
    }

    @Test func `one click unsubscribes once, whatever the mail program sends`() async throws {
        try await withSentEmail { server in
            let path = "/u/\(server.keyring.sign(.unsubscribe(contact: 1, topic: "news")))"
            let multipart =
                "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"

            let urlencoded = try await server.post(path, form: "List-Unsubscribe=One-Click")
            let again = try await server.post(
                path,
                form: multipart,
                headers: ["Content-Type": "multipart/form-data; boundary=b"]
            )
            let empty = try await server.send("POST", path)

            #expect([urlencoded.status, again.status, empty.status] == [200, 200, 200])
            #expect(urlencoded.headers["set-cookie"] == nil)
            #expect(
                try await server.value(
                    "SELECT string_agg((contact_id, given, channel, topic, source)::text, '') FROM messaging.consent_events"
                )
                    == "(1,f,email,news,one-click)"
            )
        }
    }

    @Test func `the button says that a page was used, and no topic means all of them`() async throws {
        try await withSentEmail { server in
            _ = try await server.post(
                "/u/\(server.keyring.sign(.unsubscribe(contact: 1, topic: nil)))",
                form: "from=page"
            )
            let gone = try await server.post(
                "/u/\(server.keyring.sign(.unsubscribe(contact: 99, topic: nil)))",
                form: "from=page"
            )

            #expect(gone.status == 404)
            #expect(try await server.value("SELECT (topic, source) FROM messaging.consent_events") == "(*,page)")
        }
    }

    @Test func `unsubscribing waits for whoever is deciding about the contact`() async throws {
        try await withSentEmail { server async throws in
            let path = "/u/\(server.keyring.sign(.unsubscribe(contact: 1, topic: nil)))"
            try await server.pool.withConnection { connection in
                try await connection.execute("BEGIN; SELECT FROM crm.contacts WHERE id = 1 FOR UPDATE")
                async let reply = server.send("POST", path)
                while try await server.value(Self.someoneWaits) == "false" {}
                let before = try await server.value("SELECT count(*) FROM messaging.consent_events")
                try await connection.execute("COMMIT")

                #expect(try await reply.status == 200)
                #expect(before == "0")
            }
            let after = try await server.value("SELECT count(*) FROM messaging.consent_events")
            #expect(after == "1")
        }
    }

    private static let someoneWaits =
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
}
