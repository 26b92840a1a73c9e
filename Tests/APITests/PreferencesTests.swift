import Postgres
import Testing
import Tracking

@testable import API

/// The page behind the links of messages.
struct PreferencesTests {
    private func withContact(_ body: (TestServer, _ page: String) async throws -> Void) async throws {
        try await TestServer.run { server in
            try await server.pool.execute(
                """
                INSERT INTO crm.contacts (email) VALUES ('a@b.fr');
                SELECT messaging.declare_topics('[{"name": "news", "label": "Garden <news>"}, {"name": "tips", "consent": "assumed", "description": "Once a month"}]')
                """
            )
            try await body(server, "/u/\(server.keyring.sign(.unsubscribe(contact: 1, topic: "news")))")
        }
    }

    private func states(_ server: TestServer) async throws -> String? {
        try await server.value(
            "SELECT string_agg(topic || ' ' || state, ', ' ORDER BY topic) FROM messaging.preferences(1)"
        )
    }

    @Test func `the page shows each topic with its state, and changes nothing`() async throws {
        try await withContact { server, page async throws in
            let reply = try await server.get(page)
            #expect(reply.status == 200)
            #expect(reply.text.contains("Garden &lt;news&gt;") && reply.text.contains("Once a month"))
            #expect(reply.text.contains(#"value="tips" checked"#) && !reply.text.contains(#"value="news" checked"#))
            #expect(try await server.value("SELECT count(*) FROM messaging.consent_events") == "0")
        }
    }

    @Test func `a choice is saved, with what the page said`() async throws {
        try await withContact { server, page async throws in
            let reply = try await server.post(page, form: "from=page&choice=save&shown=news&shown=tips&wanted=news")
            #expect(reply.status == 200 && reply.text.contains("You will receive: Garden &lt;news&gt;."))
            #expect(try await states(server) == "news granted, tips withdrawn")
            #expect(
                try await server.value("SELECT wording FROM messaging.consent_events WHERE given")
                    == "Please send me e-mails about:"
            )
        }
    }

    @Test(arguments: [
        ("from=page&choice=none", "news withdrawn, tips withdrawn"),
        ("from=page&choice=topic", "news withdrawn, tips assumed"),
        ("List-Unsubscribe=One-Click", "news withdrawn, tips assumed"),
        ("from=page&choice=save&shown=news&shown=tips", "news withdrawn, tips withdrawn"),
    ])
    func `there is a way out of one topic and of all`(form: String, after: String) async throws {
        try await withContact { server, page async throws in
            #expect(try await server.post(page, form: form).status == 200)
            #expect(try await states(server) == after)
        }
    }

    @Test func `after a merge the link is the survivor's`() async throws {
        try await withContact { server, _ async throws in
            try await server.pool.execute(
                "INSERT INTO crm.contacts (email) VALUES ('a@home.fr'); SELECT crm.merge(1, 2)"
            )
            let page = "/u/\(server.keyring.sign(.unsubscribe(contact: 2, topic: nil)))"
            #expect(try await server.send("POST", page).status == 200)
            #expect(try await states(server) == "news withdrawn, tips withdrawn")
        }
    }

    @Test func `after an erasure the "no" is kept, and nothing is shown`() async throws {
        try await withContact { server, page async throws in
            try await server.pool.execute("SELECT crm.erase(1, 'asked for')")
            #expect(try await server.get(page).text.contains("Do you wish to receive no more"))
            #expect(try await server.send("POST", page).status == 200)
            try await server.pool.execute("INSERT INTO crm.contacts (email) VALUES ('A@b.fr')")
            #expect(
                try await server.value("SELECT messaging.consent(2, 'a@b.fr', 'news')") == "withdrawn"
            )
        }
    }

    @Test func `a confirmation link asks, and then grants`() async throws {
        try await withContact { server, _ async throws in
            let link = "/u/\(server.keyring.sign(.confirm(contact: 1, topic: "news")))"
            #expect(try await server.get(link).text.contains("I agree"))
            #expect(try await states(server) == "news never asked, tips assumed")
            #expect(try await server.post(link, form: "from=page&choice=confirm").status == 200)
            #expect(try await states(server) == "news granted, tips assumed")
            #expect(try await server.value("SELECT source FROM messaging.consent_events") == "confirmation")
        }
    }

    @Test(arguments: [
        ("consent.news=yes", "news granted, tips assumed"),
        ("consent.news=on&consent.tips=no", "news granted, tips withdrawn"),
        ("consent.news=0&consent.news=1", "news granted, tips assumed"),
        ("unsubscribed=yes", "news withdrawn, tips withdrawn"),
        ("unsubscribed=no", "news never asked, tips assumed"), ("consent.news=", "news never asked, tips assumed"),
        ("consent.news=perhaps", "news never asked, tips assumed"),
    ])
    func `a form gives and withdraws consent`(fields: String, after: String) async throws {
        try await withContact { server, _ async throws in
            let form = "write_key=\(TestServer.writeKey)&email=a@b.fr&consent_wording=I+agree&\(fields)"
            #expect(try await server.post("/v1/forms/newsletter", form: form).status == 200)
            #expect(try await states(server) == after)
            #expect(try await server.value("SELECT properties::text FROM crm.contacts") == "{}")
        }
    }

    @Test(arguments: [
        ("/v1/forms/newsletter", #"{"email": "a@b.fr", "consent.news": "yes"}"#),
        ("/v1/identify", #"{"userId": "u", "traits": {"email": "a@b.fr", "consent": {"news": true}}}"#),
    ])
    func `whoever said no gives consent again at a form or by the API`(path: String, json: String) async throws {
        try await withContact { server, page async throws in
            #expect(try await server.post(page, form: "List-Unsubscribe=One-Click").status == 200)
            #expect(try await states(server) == "news withdrawn, tips assumed")
            #expect(try await server.post(path, json: json).status == 200)
            #expect(try await states(server) == "news granted, tips assumed")
            #expect(
                try await server.value(
                    "SELECT count(*) FROM messaging.blocks(1, 'a@b.fr', 'marketing', 'news') AS why WHERE why IS NULL"
                )
                    == "1"
            )
        }
    }

    @Test func `traits give consent, and what cannot be understood is listed`() async throws {
        try await withContact { server, _ async throws in
            let json =
                #"{"userId": "u", "traits": {"email": "a@b.fr", "consent": {"news": true, "nwes": true, "tips": "perhaps"}}}"#
            #expect(try await server.post("/v1/identify", json: json).status == 200)
            #expect(try await states(server) == "news granted, tips assumed")
            #expect(
                try await server.value(
                    "SELECT string_agg(field || ': ' || why, ', ' ORDER BY field) FROM crm.refused_recently"
                )
                    == "consent.nwes: there is no such topic, consent.tips: not yes or no"
            )
        }
    }

    @Test func `two contacts are merged with a secret key only`() async throws {
        try await withContact { server, _ async throws in
            try await server.pool.execute("INSERT INTO crm.contacts (email) VALUES ('a@home.fr')")
            let json = #"{"survivor": "a@b.fr", "other": "a@home.fr"}"#
            #expect(try await server.post("/v1/contacts/merge", json: json).status == 401)
            let headers = ["Authorization": "Bearer \(TestServer.jobKey)"]
            let reply = try await server.post("/v1/contacts/merge", json: json, headers: headers)
            #expect((reply.status, reply.text) == (200, #"{"contact":1}"#))
            let unknown = try await server.post(
                "/v1/contacts/merge",
                json: #"{"survivor": "1", "other": "9"}"#,
                headers: headers
            )
            #expect(unknown.status == 400 && unknown.text.contains(#"there is no contact \"9\""#))
        }
    }
}
