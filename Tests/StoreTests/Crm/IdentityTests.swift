import Automation
import Postgres
import Store
import Testing

/// Which contact a message is about.
struct IdentityTests {
    private func ingest(_ scene: Scene, _ messages: String...) async throws -> [Int64?] {
        try await scene.rows(
            "SELECT contact_id FROM crm.ingest($1) ORDER BY ordinal",
            [.json("[\(messages.joined(separator: ","))]")]
        ).map { try $0.optionalInteger("contact_id") }
    }

    @Test(
        arguments: [
            "undefined", "null", "None", "NaN", "0", "", " ", "[object Object]", "true", "false", "anonymous", "guest",
            "UNDEFINED", "(null)",
        ]
    )
    func `what a script sends that has no id names nobody`(id: String) async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "identify", "user_id": "\#(id)", "email": "alice@example.org"}"#,
                #"{"type": "identify", "user_id": "\#(id)", "email": "bob@example.org"}"#,
                #"{"type": "page", "anonymous_id": "\#(id)", "event": "page_viewed"}"#
            )
            #expect(people[0] != nil && people[1] != nil && people[0] != people[1])
            #expect(people[2] == nil)
            #expect(
                try await scene.texts("email FROM crm.contacts ORDER BY id") == [
                    "alice@example.org", "bob@example.org",
                ]
            )
            #expect(try await scene.texts("value FROM crm.identities") == [])
        }
    }

    @Test func `a visitor's history becomes that of the known contact`() async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "identify", "user_id": "u1", "email": "ada@example.org"}"#,
                #"{"type": "page", "anonymous_id": "br", "event": "page_viewed"}"#,
                #"{"type": "page", "anonymous_id": "br", "event": "page_viewed"}"#,
                #"{"type": "identify", "user_id": "u1", "anonymous_id": "br"}"#
            )
            #expect(people == [1, 1, 1, 1])
            #expect(try await scene.texts("count(*)::text FROM crm.events WHERE contact_id = 1") == ["2"])
            #expect(try await scene.texts("id::text FROM crm.contacts") == ["1"])
        }
    }

    @Test func `a browser that has an account stays with it when another person signs in`() async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "identify", "user_id": "u1", "anonymous_id": "br"}"#,
                #"{"type": "identify", "user_id": "u2", "anonymous_id": "br"}"#
            )
            #expect(people == [1, 2])
        }
    }

    @Test func `an account without an address and the contact who has it and no account are one person`() async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "track", "user_id": "u1", "event": "signed_up"}"#,
                #"{"type": "form", "email": "ada@example.org", "event": "form_submitted"}"#,
                #"{"type": "identify", "user_id": "u1", "email": "ada@example.org"}"#
            )
            #expect(people == [2, 2, 2])
            #expect(
                try await scene.texts("name FROM crm.events WHERE contact_id = 2 ORDER BY id") == [
                    "signed_up", "form_submitted",
                ]
            )
        }
    }

    @Test func `a form cannot rename the contact of an account`() async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "identify", "user_id": "u1", "email": "ada@example.org"}"#,
                #"{"type": "form", "user_id": "u1", "email": "eve@example.org", "traits": {"city": "Lyon"}}"#,
                #"{"type": "form", "user_id": "u1", "email": "ADA@example.org", "traits": {"city": "Paris"}}"#,
                #"{"type": "form", "user_id": "u1", "traits": {"first_name": "Ada"}}"#
            )
            #expect(people == [1, 2, 1, 1])
            #expect(
                try await scene.texts("concat_ws(' ', email, city, first_name) FROM crm.contacts ORDER BY id")
                    == ["ada@example.org Paris Ada", "eve@example.org Lyon"]
            )
        }
    }

    @Test func `alias of two known contacts makes them one`() async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "identify", "user_id": "old", "email": "ada@home.example"}"#,
                #"{"type": "identify", "user_id": "new", "email": "ada@example.org"}"#,
                #"{"type": "alias", "previous_id": "old", "user_id": "new"}"#,
                #"{"type": "track", "user_id": "old", "event": "order_paid"}"#
            )
            #expect(people == [2, 2, 2, 2])
        }
    }

    @Test func `names that only Relance writes are kept apart`() async throws {
        try await Scene.lend { scene in
            _ = try await ingest(
                scene,
                #"{"type": "identify", "email": "a@example.org", "traits": {"id": 5, "company_id": 6, "created_at": "x", "vip": true}}"#
            )
            #expect(
                try await scene.texts("properties::text FROM crm.contacts")
                    == [#"{"vip": true, "given_id": 5, "given_company_id": 6, "given_created_at": "x"}"#]
            )
            try await scene.pool.execute(#"SELECT crm.set_properties('{1}', '{"owner_id": 3}')"#)
            #expect(try await scene.texts("properties ->> 'given_owner_id' FROM crm.contacts") == ["3"])
        }
    }

    @Test func `a change of a column is on record as it was, also where a property shares its name`() async throws {
        try await Scene.lend { scene in
            try await scene.contact(
                "a@example.org",
                ["city": "'Lyon'", "properties": #"'{"city": "x", "company": "y"}'"#]
            )
            try await scene.pool.execute("UPDATE crm.contacts SET city = 'Paris', email = 'b@example.org'")
            try await scene.pool.execute(#"UPDATE crm.contacts SET properties = '{"city": "z", "company": "w"}'"#)
            let lines = try await scene.texts(
                "concat(name, ' ', before #>> '{}', ' → ', after #>> '{}') FROM crm.value_changes ORDER BY id"
            )
            #expect(
                lines == ["email a@example.org → b@example.org", "city Lyon → Paris", "city x → z", "company y → w"]
            )
            #expect(
                try await scene.texts("data ->> 'city' FROM crm.changes WHERE kind = 'updated' ORDER BY id LIMIT 1")
                    == [#"["Lyon", "Paris"]"#]
            )
        }
    }

    @Test func `a new address of a known account is on record, with the one it replaces`() async throws {
        try await Scene.lend { scene in
            let people = try await ingest(
                scene,
                #"{"type": "identify", "user_id": "u1", "email": "alice@example.org"}"#,
                #"{"type": "identify", "user_id": "u1", "email": "bob@example.org"}"#
            )
            #expect(people == [1, 1])
            #expect(
                try await scene.texts(
                    "concat_ws(' ', contact_id, name, before #>> '{}', after #>> '{}') FROM crm.value_changes"
                ) == ["1 email alice@example.org bob@example.org"]
            )
            #expect(
                try await scene.texts("detail FROM automation.timeline(1) WHERE what = 'changed'")[0]
                    .hasPrefix("email: alice@example.org → bob@example.org (by ")
            )
        }
    }

    @Test func `an event's own data is kept as it was sent`() async throws {
        try await Scene.lend { scene in
            try await scene.contact()
            let data = #"{"event_id": "theirs", "occurred_at": "theirs"}"#
            _ = try await scene.rows("SELECT crm.record_event(1, 'e', $1)", [.json(data)])
            #expect(
                try await scene.texts("concat_ws(' ', data, event_id) FROM crm.changes WHERE kind = 'event'")
                    == [data + " 1"]
            )
        }
    }
}
