import Foundation
import Postgres
import TestSupport
import Testing

/// The operator's verbs as commands and as psql shortcuts.
@Suite struct OperatorCommandTests {
    private func environment(_ database: TestDatabase) -> [String: String] {
        ["RELANCE_DATABASE_URL": database.conninfo]
    }

    @Test func `a job is explained, cancelled and brought back from the command line`() async throws {
        try await TestDatabase.lend { database in
            let environment = environment(database)
            _ = try await database.pool.query(
                "SELECT queue.place('[{\"queue\": \"email\", \"kind\": \"newsletter\"}]')"
            )

            let why = try await Program.run("queue", "why", "1", environment: environment)
            #expect(why.status == 0 && why.output.contains("No living worker claims from its queue."), "\(why.errors)")
            let preview = try await Program.run(
                "queue",
                "preview",
                "cancel",
                #"{"id": 1}"#,
                "--json",
                environment: environment
            )
            #expect(preview.output.contains(#""matched" : "1""#), "\(preview.errors)")
            let apply = try await Program.run("queue", "apply", "1", "--reason", "off", environment: environment)
            #expect(apply.output == "cancel: 1 of 1 jobs. To undo: SELECT queue.undo(1, 'why');\n", "\(apply.errors)")
            let undo = try await Program.run("queue", "undo", "1", "--reason", "on again", environment: environment)
            #expect(undo.output == "undone: 1 of 1 jobs are as they were\n", "\(undo.errors)")
            #expect(try await database.pool.query("SELECT FROM queue.delayed").count == 1)
        }
    }

    @Test func `a walk is ended from the command line, in the words that a cancel answers`() async throws {
        try await TestDatabase.lend { database in
            let environment = environment(database)
            _ = try await database.pool.query(
                """
                WITH contact AS (
                    INSERT INTO crm.contacts (email) VALUES ('ada@example.org') RETURNING id
                ), workflow AS (
                    INSERT INTO automation.workflows (name, version) VALUES ('welcome', 1)
                ), job AS (
                    SELECT id FROM queue.place('[{"queue": "automation", "kind": "advance", "payload": {"enrollment": 1}}]')
                )
                INSERT INTO automation.enrollments
                    (id, contact_id, subject_id, enrolled_at, arrived_at, job_id, version, workflow, step, cause)
                SELECT 1, contact.id, contact.id, now(), now(), job.id, 1, 'welcome', 'wait', '{}' FROM contact, job
                """
            )
            let cancel = try await Program.run("queue", "cancel", "1", "--reason", "off", environment: environment)
            #expect(cancel.status == 2)
            #expect(
                cancel.errors.contains("relance contact unenroll 1 welcome --reason why"),
                "\(cancel.errors)"
            )
            let unenroll = try await Program.run(
                "contact",
                "unenroll",
                "1",
                "welcome",
                "--reason",
                "why",
                environment: environment
            )
            #expect(unenroll.status == 0 && unenroll.output.contains("asked for"), "\(unenroll.errors)")
            let asked = try await database.pool.query(
                "SELECT concat_ws(' ', contact_id, names, data ->> 'ask', data ->> 'reason') AS it FROM crm.changes WHERE kind = 'asked'"
            )
            #expect(try asked.map { try $0.text("it") } == ["1 {welcome} exit why"])
        }
    }

    @Test func `what is wrong with the queue ends health with 1, and a mistake a command with 2`() async throws {
        try await TestDatabase.lend { database in
            let health = try await Program.run("queue", "health", environment: environment(database))
            #expect(health.status == 1 && health.output.contains("start one: relance coordinator"), "\(health.errors)")

            let pause = try await Program.run(
                "queue",
                "pause",
                "mail",
                "--reason",
                "x",
                environment: environment(database)
            )
            #expect(pause.status == 2)
            #expect(pause.errors == "relance: there is no queue \"mail\"\n")
        }
    }

    @Test func `what is too old is shown by a dry run, and dropped when a reason is given`() async throws {
        try await TestDatabase.lend { database in
            _ = try await database.pool.query(
                """
                WITH contact AS (INSERT INTO crm.contacts (email) VALUES ('ada@example.org') RETURNING id)
                INSERT INTO crm.events (contact_id, occurred_at, received_at, name)
                SELECT id, moment, now(), 'visited' FROM contact, unnest(ARRAY[now(), now() - interval '4 years']) AS moment
                """
            )
            func events() async throws -> Int { try await database.pool.query("SELECT FROM crm.events").count }
            let environment = environment(database)

            let look = try await Program.run("retention", "--dry-run", environment: environment)
            #expect(
                look.status == 0 && look.output.contains(/events +760 days +crm\.events .* 0 +1\n/),
                "\(look.errors)"
            )
            #expect(look.output.contains(/enrollments +without end/), "\(look.output)")
            #expect(try await events() == 2)

            let hasty = try await Program.run("retention", environment: environment)
            #expect(hasty.status == 2 && hasty.errors.contains("say why with --reason"), "\(hasty.errors)")
            let dropped = try await Program.run("retention", "--reason", "disk space", environment: environment)
            #expect(dropped.output == "events: dropped 1 row of crm.events_past\n", "\(dropped.errors)")
            #expect(try await events() == 1)
            let again = try await Program.run("retention", "--reason", "disk space", environment: environment)
            #expect(again.status == 0 && again.output.isEmpty, "\(again.errors)")
        }
    }

    @Test func `a worker for a queue that nobody does, or without a number, is refused with 2`() async throws {
        try await TestDatabase.lend { database in
            let stranger = try await Program.run("worker", "--queues", "fax=5", environment: environment(database))
            #expect(stranger.status == 2)
            #expect(
                stranger.errors.contains(#"no worker does "fax"; there are: automation, email"#),
                "\(stranger.errors)"
            )
            let bare = try await Program.run("worker", "--queues", "email", environment: environment(database))
            #expect(bare.status == 2, "\(bare.errors)")
        }
    }

    @Test func `every shortcut of psqlrc is a question PostgreSQL answers`() async throws {
        try await TestDatabase.lend { database in
            _ = try await database.pool.query(
                "SELECT queue.place('[{\"queue\": \"email\", \"kind\": \"newsletter\"}]')"
            )
            let script = """
                \\set ON_ERROR_STOP 1
                \\i deploy/psqlrc
                :overview :health :workers :running :next :dead :errors :audit :doubtful
                :why(1); :preview('cancel', '{"id": 1}'); :apply(1, 'off'); :undo(1, 'on again');
                """
            let result = try await Program.psql(database.conninfo, script)

            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains("undone: 1 of 1 jobs are as they were"))
        }
    }
}
