import Postgres
import TestSupport
import Testing

/// Every writer of `crm` rows, with any tool, fills `crm.changes` and `crm.stage_history`.
struct ChangesTests {
    private func changes(after script: String) async throws -> [String] {
        try await TestDatabase.lend { database in
            try await database.pool.execute(Self.beginning)
            try await database.pool.execute(script)
            let rows = try await database.pool.query(
                """
                SELECT concat_ws(' ', contact_id, kind, (SELECT string_agg(name, ',' ORDER BY name) FROM unnest(names) AS name))
                    AS change
                FROM crm.changes
                ORDER BY id
                """
            )
            return try rows.map { try $0.text("change") }
        }
    }

    private static let beginning = """
        INSERT INTO crm.companies (name, domain) VALUES ('Acme', 'acme.fr');
        INSERT INTO crm.lists (name) VALUES ('customers');
        INSERT INTO crm.contacts (email, company_id, properties) VALUES ('a@b.fr', 1, '{"x": 1, "y": 2}'), ('c@d.fr', 1, '{}');
        DELETE FROM crm.changes
        """

    @Test(arguments: [
        (
            "INSERT INTO crm.contacts (email, country, properties) VALUES ('e@f.fr', 'FR', '{\"z\": 1}')",
            ["3 created country,created_at,email,score,z"]
        ),
        ("UPDATE crm.contacts SET country = 'FR', score = 5", ["1 updated country,score", "2 updated country,score"]),
        (#"UPDATE crm.contacts SET properties = '{"x": 1, "y": 3, "z": 4}' WHERE id = 1"#, ["1 updated y,z"]),
        ("UPDATE crm.contacts SET properties = properties - 'x' WHERE id = 1", ["1 updated x"]),
        ("UPDATE crm.contacts SET company_id = NULL WHERE id = 1", ["1 updated company"]),
        ("UPDATE crm.contacts SET updated_at = now(), email = email", []),
        (
            "INSERT INTO crm.list_members SELECT 'customers', id FROM crm.contacts",
            ["1 list_joined customers", "2 list_joined customers"]
        ),
        (
            "INSERT INTO crm.list_members VALUES ('customers', 1); DELETE FROM crm.list_members",
            ["1 list_joined customers", "1 list_left customers"]
        ),
        (
            "INSERT INTO crm.list_members VALUES ('customers', 1); DELETE FROM crm.contacts WHERE id = 1",
            []
        ),
        (
            "UPDATE crm.companies SET employees = 250, properties = '{\"tier\": 1}'",
            ["1 company company.employees,company.tier", "2 company company.employees,company.tier"]
        ),
        ("UPDATE crm.companies SET name = name", []),
        ("SELECT crm.record_event(2, 'booked', '{\"slot\": 3}')", ["2 event booked"]),
        (
            "INSERT INTO crm.events (contact_id, occurred_at, received_at, name) VALUES (1, '2019-01-01', now(), 'old'), (2, now(), now(), 'new')",
            ["1 event old", "2 event new"]
        ),
    ])
    func `a statement leaves its changes`(script: String, expected: [String]) async throws {
        #expect(try await changes(after: script) == expected)
    }

    @Test func `an event's change carries its data and its number`() async throws {
        try await TestDatabase.lend { database in
            let pool = database.pool
            try await pool.execute(
                "INSERT INTO crm.contacts (email) VALUES ('a@b.fr'); SELECT crm.record_event(1, 'e', '{\"a\": 1}', '2020-01-01', 'm')"
            )

            let change = try await pool.query("SELECT data, event_id FROM crm.changes WHERE kind = 'event'").first
            #expect(try change?.json("data") == #"{"a": 1}"#)
            #expect(try change?.integer("event_id") == 1)

            let again = try await pool.query("SELECT crm.record_event(1, 'e', message_id => 'm') IS NULL AS known")
            #expect(try again.first?.boolean("known") == true)
        }
    }

    @Test(.row("L7")) func `stages are time-stamped when they are entered and left, and updated_at is kept`()
        async throws
    {
        try await TestDatabase.lend { database in
            let pool = database.pool
            try await pool.execute("INSERT INTO crm.contacts (email, lifecycle_stage) VALUES ('a@b.fr', 'lead')")
            try await pool.execute("UPDATE crm.contacts SET lifecycle_stage = 'mql'")
            try await pool.execute("UPDATE crm.contacts SET lifecycle_stage = NULL, updated_at = '2000-01-01'")

            let stays = try await pool.query(
                "SELECT stage::text, left_at >= entered_at AS left FROM crm.stage_history ORDER BY entered_at"
            )
            let isStamped = try await pool.query("SELECT updated_at > created_at AS stamped FROM crm.contacts").first?
                .boolean("stamped")

            #expect(try stays.map { try $0.text("stage") } == ["lead", "mql"])
            #expect(try stays.allSatisfy { try $0.boolean("left") })
            #expect(isStamped == true)
        }
    }

    @Test func `changes are dated by the business clock`() async throws {
        try await TestDatabase.lend { database in
            let pool = database.pool
            try await pool.execute(
                "SET relance.now = '2031-05-06 07:08:09+00'; INSERT INTO crm.contacts (email, lifecycle_stage) VALUES ('a@b.fr', 'lead'); RESET relance.now"
            )

            let dated = try await pool.query(
                "SELECT at = '2031-05-06 07:08:09+00' AND entered_at = at AS dated FROM crm.changes, crm.stage_history"
            ).first?.boolean("dated")
            #expect(dated == true)
        }
    }

    @Test func `a membership cannot be edited, and an event needs a contact`() async throws {
        await #expect(throws: (any Error).self) {
            try await changes(
                after: "INSERT INTO crm.lists (name) VALUES ('b'); UPDATE crm.list_members SET list = 'b'"
            )
        }
        await #expect(throws: (any Error).self) { try await changes(after: "SELECT crm.record_event(99, 'e')") }
    }

    @Test func `a change of very many contacts compares each with itself only`() async throws {
        try await TestDatabase.lend { database in
            try await database.pool.execute(
                """
                INSERT INTO crm.contacts (email) SELECT format('%s@b.fr', number) FROM generate_series(1, 40000) AS number;
                DELETE FROM crm.changes
                """
            )
            try await database.pool.withConnection { connection in
                // From the sixth execution on, a session keeps its plan.
                for score in 1...8 {
                    try await connection.execute("UPDATE crm.contacts SET score = \(score) WHERE id = 1")
                }
                // A comparison of each row with every other would exceed the statement's deadline.
                try await connection.execute("UPDATE crm.contacts SET lead_status = 'x', lifecycle_stage = 'lead'")
            }
            let counts = try await database.pool.query(
                """
                SELECT (SELECT count(*) FROM crm.changes WHERE names = '{lifecycle_stage,lead_status}') AS changes,
                       (SELECT count(*) FROM crm.stage_history WHERE stage = 'lead') AS stages
                """
            )[0]

            #expect(try counts.int("changes") == 40_000)
            #expect(try counts.int("stages") == 40_000)
        }
    }
}
