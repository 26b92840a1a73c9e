import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MigratorTests {
    /// An empty database, created from the server's template.
    private func withEmptyDatabase(
        encoding: String = "UTF8",
        _ body: (Configuration) async throws -> Void
    ) async throws {
        let name = "empty_\(UUID().uuidString.prefix(13).lowercased().replacing("-", with: ""))"
        let server = Pool(try Configuration(TestDatabase.server), size: 1)
        try await server.execute(
            "CREATE DATABASE \(name) ENCODING '\(encoding)' TEMPLATE template0 LOCALE 'C'"
        )
        do { try await body(try Configuration(TestDatabase.server).with(database: name)) } catch {
            try await server.execute("DROP DATABASE \(name) WITH (FORCE)")
            throw error
        }
        try await server.execute("DROP DATABASE \(name) WITH (FORCE)")
        await server.close()
    }

    private func migrate(_ configuration: Configuration) async throws -> [Migrator.Change] {
        let connection = try await Connection.open(configuration)
        let changes: Result<[Migrator.Change], any Error>
        do { changes = .success(try await Migrator(connection).migrate(daysAhead: 1)) } catch {
            changes = .failure(error)
        }
        await connection.close()
        return try changes.get()
    }

    /// The parts of a schema, as text to compare.
    private static let shape = """
        SELECT string_agg(line, E'\\n' ORDER BY line) AS value FROM (
            SELECT format('%s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod)) AS line FROM pg_attribute
            JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging') AND attnum > 0
            UNION ALL SELECT format('%s %s', oid::regprocedure, md5(prosrc)) FROM pg_proc
            WHERE pronamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging', 'clock', 'public')
            UNION ALL SELECT format('%s applied %s', version, applied_at) FROM relance.migrations
            UNION ALL SELECT format('routines %s', applied_at) FROM relance.routines) AS lines
        """

    private func shape(_ pool: Pool) async throws -> String { try await pool.query(Self.shape)[0].text("value") }

    @Test func `an empty database takes every step, in order`() async throws {
        try await withEmptyDatabase { configuration in
            let steps = try Migration.all()
            let changes = try await migrate(configuration)
            let connection = try await Connection.open(configuration)
            let version = try await SchemaVersion.read(from: connection)
            try await SchemaVersion.require(on: connection)
            await connection.close()

            #expect(changes == steps.map { .migrated(step: $0.name) } + [.replacedVerbs])
            #expect(version == steps.last?.version)
        }
    }

    @Test func `a database that is somebody else's is refused, and left as it was`() async throws {
        try await withEmptyDatabase { configuration in
            let connection = try await Connection.open(configuration)
            try await connection.execute("CREATE SCHEMA crm; CREATE TABLE crm.contacts (id int)")
            let failure = await #expect(throws: UnusableDatabase.self) { try await migrate(configuration) }
            let schemas = try await connection.query("SELECT FROM pg_namespace WHERE nspname IN ('clock', 'relance')")
            await connection.close()

            #expect(
                failure?.description
                    == "the database already has a schema named crm, which is not ours; use a database of its own"
            )
            #expect(schemas.isEmpty)
        }
    }

    @Test func `a database that cannot hold every language is refused`() async throws {
        try await withEmptyDatabase(encoding: "LATIN1") { configuration in
            let failure = await #expect(throws: UnusableDatabase.self) { try await migrate(configuration) }

            #expect(failure?.description.hasPrefix("the database's encoding is LATIN1; make one with: ") == true)
        }
    }

    @Test func `steps are numbered from one, without a gap`() throws {
        let versions = try Migration.all().map(\.version)
        #expect(versions == Array(1...versions.count))
        #expect(try SQLFile.all(in: "migrations").count == versions.count)
    }

    @Test func `running again changes nothing`() async throws {
        try await Scene.lend { scene in
            let before = try await shape(scene.pool)

            #expect(try await migrate(scene.database.configuration).isEmpty)
            #expect(try await shape(scene.pool) == before)
        }
    }

    @Test func `several at once take each step once`() async throws {
        try await withEmptyDatabase { configuration in
            let all = try await withThrowingTaskGroup(of: [Migrator.Change].self) { group in
                for _ in 0..<3 { group.addTask { try await migrate(configuration) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }

            #expect(all.count == (try Migration.all().count) + 1)
            #expect(all.count { $0 == .replacedVerbs } == 1)
        }
    }

    @Test func `a newer schema is refused in a sentence, and nothing is changed`() async throws {
        try await Scene.lend { scene in
            let known = try SchemaVersion.known()
            try await scene.pool.execute(
                "INSERT INTO relance.migrations (version, name) VALUES (\(known + 1), 'future'); UPDATE relance.routines SET fingerprint = 'future'"
            )
            let before = try await shape(scene.pool)
            let failure = await #expect(throws: UnfitSchema.self) { try await migrate(scene.database.configuration) }

            #expect(
                failure?.description
                    == "the database's schema is at step \(known + 1), newer than this program knows (\(known)); run a newer relance"
            )
            #expect(try await shape(scene.pool) == before)
        }
    }

    /// At that time steps were named "clock", not "0001_clock", and there were up to 17 of them.
    @Test(arguments: [5, 17])
    func `a database made before the first release is refused in a sentence, and nothing is changed`(
        steps: Int
    ) async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute(
                """
                UPDATE relance.migrations SET name = substr(name, 6);
                INSERT INTO relance.migrations (version, name) SELECT version, 'more' FROM generate_series(6, \(steps)) AS version
                """
            )
            let before = try await shape(scene.pool)
            let failure = await #expect(throws: UnfitSchema.self) { try await migrate(scene.database.configuration) }

            #expect(
                failure?.description == """
                    the database was made by a relance from before the first release (its step "clock" is not ours) and \
                    cannot be migrated; create it anew: dropdb NAME, createdb NAME, relance migrate
                    """
            )
            #expect(try await shape(scene.pool) == before)
        }
    }

    @Test func `an older or empty database is refused by the processes, which say what to run`() async throws {
        try await withEmptyDatabase { configuration in
            let connection = try await Connection.open(configuration)
            let failure = await #expect(throws: UnfitSchema.self) { try await SchemaVersion.require(on: connection) }
            await connection.close()

            #expect(
                failure?.description
                    == "the database has no schema, and this program needs step \(try SchemaVersion.known()); run: relance migrate"
            )
        }
    }

    @Test func `verbs are replaced when their text is another one`() async throws {
        try await Scene.lend { scene in
            let before = try await scene.texts(
                "md5(prosrc) FROM pg_proc WHERE oid = 'queue.backoff(int)'::regprocedure"
            )
            try await scene.pool.execute(
                """
                CREATE OR REPLACE FUNCTION queue.backoff(attempt int) RETURNS interval LANGUAGE sql RETURN '1 s'::interval;
                UPDATE relance.routines SET fingerprint = 'an older edition'
                """
            )

            #expect(try await migrate(scene.database.configuration) == [.replacedVerbs])
            #expect(
                try await scene.texts("md5(prosrc) FROM pg_proc WHERE oid = 'queue.backoff(int)'::regprocedure")
                    == before
            )
            #expect(try await migrate(scene.database.configuration).isEmpty)
        }
    }

    private static let mistakes = [
        "nothing was restored of them": """
        UPDATE pg_proc SET proacl = NULL WHERE pronamespace IN ('queue'::regnamespace, 'crm'::regnamespace);
        UPDATE pg_class SET relacl = NULL WHERE relnamespace IN ('queue'::regnamespace, 'crm'::regnamespace);
        UPDATE pg_attribute SET attacl = NULL WHERE attrelid = 'queue.ready'::regclass;
        UPDATE pg_namespace SET nspacl = NULL WHERE nspname = 'crm'
        """,
        "a role came after the first migrate": "DROP OWNED BY relance_integration",
        "a verb was opened": "GRANT EXECUTE ON FUNCTION crm.erase TO PUBLIC",
        "a right was taken": "REVOKE SELECT ON crm.contacts FROM relance_worker",
        "a column was opened": "GRANT UPDATE (detail) ON automation.history TO relance_api",
        "a schema was closed": "REVOKE USAGE ON SCHEMA queue FROM relance_worker",
    ]

    @Test(arguments: mistakes.keys.sorted())
    func `rights that are not as they should be are mended`(mistake: String) async throws {
        try await Scene.lend { scene in
            let acls = """
                line FROM (
                    SELECT concat(oid::regclass, relacl) AS line, relnamespace AS place FROM pg_class WHERE NOT relispartition
                    UNION ALL SELECT concat(oid::regprocedure, proacl), pronamespace FROM pg_proc
                    UNION ALL SELECT concat(nspname, nspacl), oid FROM pg_namespace
                    UNION ALL SELECT concat(attname, attacl), relnamespace FROM pg_attribute
                    JOIN pg_class ON pg_class.oid = attrelid WHERE attacl IS NOT NULL AND attacl <> '{}'
                ) AS lines
                WHERE place::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
                """
            func rights() async throws -> Set<[Character]> { Set(try await scene.texts(acls).map { $0.sorted() }) }
            let right = try await rights()
            try await scene.pool.execute(Self.mistakes[mistake] ?? "")
            #expect(try await rights() != right)

            #expect(try await migrate(scene.database.configuration) == [.mendedRights])
            #expect(try await rights() == right)
            #expect(try await migrate(scene.database.configuration).isEmpty)
        }
    }

    @Test func `a step that fails leaves nothing half done, and is taken once it can be`() async throws {
        try await withEmptyDatabase { configuration in
            let connection = try await Connection.open(configuration)
            try await connection.execute(Self.obstacle)
            let failure = await refusal { _ = try await migrate(configuration) }
            let version = try await SchemaVersion.read(from: connection) ?? 0
            let left = try await connection.query("SELECT to_regnamespace('messaging') IS NULL AS clean")

            #expect(failure?.message == "not this table")
            #expect(try left[0].boolean("clean"))
            #expect(version == 0)

            try await connection.execute("DROP EVENT TRIGGER obstacle")
            await connection.close()
            #expect(try await migrate(configuration).count == (try Migration.all().count) - version + 1)
        }
    }

    @Test func `no verb is there before it is closed to everybody`() async throws {
        try await withEmptyDatabase { configuration in
            let connection = try await Connection.open(configuration)
            try await connection.execute(
                """
                CREATE FUNCTION public.obstacle() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'no right is taken';
                END $$;
                CREATE EVENT TRIGGER obstacle ON ddl_command_start WHEN TAG IN ('REVOKE')
                    EXECUTE FUNCTION public.obstacle()
                """
            )
            let failure = await refusal { _ = try await migrate(configuration) }
            #expect(failure?.message == "no right is taken")
            let open = """
                SELECT oid::regprocedure::text AS verb FROM pg_proc
                WHERE pronamespace::regnamespace::text IN ('queue', 'crm', 'automation', 'messaging')
                """
            #expect(try await connection.query(open).isEmpty)

            // Likewise for a verb that a later edition brings.
            try await connection.execute("DROP EVENT TRIGGER obstacle")
            _ = try await migrate(configuration)
            try await connection.execute(
                """
                DROP FUNCTION queue.backoff(int);
                UPDATE relance.routines SET fingerprint = 'an older edition';
                CREATE EVENT TRIGGER obstacle ON ddl_command_start WHEN TAG IN ('REVOKE')
                    EXECUTE FUNCTION public.obstacle()
                """
            )
            #expect(await refusal { _ = try await migrate(configuration) }?.message == "no right is taken")
            #expect(try await connection.query("SELECT FROM pg_proc WHERE proname = 'backoff'").isEmpty)
            await connection.close()
        }
    }

    /// Refuses a table that a step creates late, when much of the step is done.
    private static let obstacle = """
        CREATE FUNCTION public.obstacle() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'messaging.verdicts') THEN
                RAISE EXCEPTION 'not this table';
            END IF;
        END $$;
        CREATE EVENT TRIGGER obstacle ON ddl_command_end EXECUTE FUNCTION public.obstacle()
        """

    @Test func `an integration may enqueue and enroll in its own transaction, and not act on what is there`()
        async throws
    {
        try await Scene.lend { scene in
            try await scene.apply()
            try await scene.declareKind()
            let contact = try await scene.contact().rawValue
            try await scene.pool.execute(
                """
                BEGIN; SET LOCAL ROLE relance_integration;
                SELECT queue.enqueue('email', 'k', '{}', run_at => now(), unique_key => 'x') FROM generate_series(1, 2);
                SELECT queue.enqueue('email', 'k', '{}', run_at => now() + '1 day'::interval);
                SELECT crm.add_to_list('guests', ARRAY[\(contact)]); SELECT crm.remove_from_list('guests', ARRAY[\(contact)]);
                SELECT automation.enroll('welcome', \(contact));
                COMMIT
                """
            )
            #expect(try await scene.count("queue.jobs") == 2)

            for act in [
                "queue.pause('email', 'x')", "queue.withdraw('{1}', 'cancelled', 'x')",
                "automation.pause('welcome', 'x')",
            ] {
                let refusal = await refusal {
                    try await scene.pool.execute("BEGIN; SET LOCAL ROLE relance_integration; SELECT \(act)")
                }
                #expect(refusal?.sqlstate == "42501", "\(act)")
            }
        }
    }

    @Test func `a coordinator promotes and rolls leaves with the rights of its role`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(after: 60)
            let term = try await scene.lead()
            try await scene.later(60) { scene in
                for act in ["queue.roll_leaves()", "queue.promote(\(term), 10)", "queue.rescue(\(term), '12 s')"] {
                    try await scene.pool.execute("BEGIN; SET LOCAL ROLE relance_coordinator; SELECT \(act); COMMIT")
                }
                #expect(try await scene.count("queue.ready") == 1)
            }
        }
    }

    @Test func `roles come with their grants, and a reader sees neither payloads nor people`() async throws {
        try await Scene.lend { scene async throws in
            let open = """
                table_schema || '.' || table_name FROM information_schema.table_privileges
                WHERE grantee = 'relance_reader' AND table_name IN ('jobs', 'contacts', 'companies', 'events', 'deliveries', 'messages', 'delayed', 'ready')
                """
            #expect(try await scene.texts(open).isEmpty)
            let refusal = await refusal {
                try await scene.pool.execute("SET ROLE relance_reader; SELECT * FROM crm.contacts")
            }
            #expect(refusal?.sqlstate == "42501")
        }
    }
}
