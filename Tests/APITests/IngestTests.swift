import Postgres
import Store
import TestSupport
import Testing

/// How `crm.ingest` finds, joins and distinguishes the contacts that messages are about.
struct IngestTests {
    /// Each contact with its names, after the messages.
    private func people(after messages: String, given script: String = "SELECT 1") async throws -> [String] {
        try await TestDatabase.lend { database in
            try await database.pool.execute(script)
            _ = try await database.pool.transaction { try await $0.run(IngestMessages(messages)) }
            let rows = try await database.pool.query(
                """
                SELECT concat_ws(' ', coalesce(email, '-'), string_agg(value, ' ' ORDER BY kind, value)) AS person
                FROM crm.contacts LEFT JOIN crm.identities ON contact_id = id GROUP BY id, email ORDER BY id
                """
            )
            return try rows.map { try $0.text("person") }
        }
    }

    @Test(arguments: [
        (
            #"[{"anonymous_id": "v"}, {"anonymous_id": "v", "user_id": "u"}, {"user_id": "u", "email": "a@b.fr"}]"#,
            ["a@b.fr v u"]
        ),
        (#"[{"user_id": "u", "email": "a@b.fr"}, {"anonymous_id": "v", "email": "A@B.fr"}]"#, ["a@b.fr v u"]),
        (
            #"[{"user_id": "u", "anonymous_id": "v"}, {"user_id": "w", "anonymous_id": "v"}, {"anonymous_id": "v"}]"#,
            ["- u", "- v w"]
        ),
        (#"[{"user_id": "u", "email": "a@b.fr"}, {"user_id": "u", "email": "new@b.fr"}]"#, ["new@b.fr u"]),
        (
            #"[{"user_id": "u", "email": "a@b.fr"}, {"user_id": "w", "email": "c@d.fr"}, {"user_id": "w", "email": "a@b.fr"}]"#,
            ["a@b.fr u", "c@d.fr w"]
        ),
        (#"[{"user_id": "u"}, {"email": "a@b.fr"}, {"user_id": "u", "email": "a@b.fr"}]"#, ["a@b.fr u"]),
        (#"[{"anonymous_id": "v"}, {"type": "alias", "previous_id": "v", "user_id": "u"}]"#, ["- v u"]),
        (
            #"[{"anonymous_id": "v"}, {"user_id": "u"}, {"type": "alias", "previous_id": "v", "user_id": "u"}]"#,
            ["- v u"]
        ),
        (#"[{"type": "alias", "previous_id": "old", "user_id": "u"}, {"anonymous_id": "old"}]"#, ["- old u"]),
    ])
    func `names are joined in the order of the messages`(messages: String, expected: [String]) async throws {
        #expect(try await people(after: messages) == expected)
    }

    @Test func `the last word counts for a trait; of what forms say of the stage, the furthest`() async throws {
        try await TestDatabase.lend { database in
            let messages = #"""
                [{"type": "form", "user_id": "u", "traits": {"city": "Paris", "lifecycle_stage": "mql", "a": 1, "b": 1}},
                 {"type": "form", "user_id": "u", "traits": {"city": "Lyon", "lifecycle_stage": "lead", "a": null}}]
                """#
            let answers = try await database.pool.transaction { try await $0.run(IngestMessages(messages)) }

            let contact = try await database.pool.query(
                "SELECT (city, lifecycle_stage, properties)::text AS contact FROM crm.contacts"
            ).first?.text("contact")
            #expect(answers.map(\.word) == [.stored, .stored])
            #expect(contact == #"(Lyon,mql,"{""b"": 1}")"#)
        }
    }

    @Test func `one company is found again by its id, its domain or its name`() async throws {
        try await TestDatabase.lend { database in
            let messages = #"""
                [{"user_id": "a", "company": {"domain": "Acme.fr", "name": "Acme"}},
                 {"user_id": "b", "company": {"external_id": "g", "domain": "acme.fr", "employees": 12}},
                 {"user_id": "c", "company": {"name": "ACME", "tier": 1}},
                 {"user_id": "d", "company": {"external_id": "h", "domain": "acme.fr", "name": "Acme Holding"}}]
                """#
            _ = try await database.pool.transaction { try await $0.run(IngestMessages(messages)) }

            let companies = try await database.pool.query(
                """
                SELECT concat_ws(' ', external_id, domain, name, employees, companies.properties, count(*)) AS company
                FROM crm.companies JOIN crm.contacts ON company_id = companies.id GROUP BY companies.id ORDER BY companies.id
                """
            )
            #expect(
                try companies.map { try $0.text("company") }
                    == [#"g acme.fr ACME 12 {"tier": 1} 3"#, "h Acme Holding {} 1"]
            )
        }
    }
}
