import Postgres
import Testing

struct TransactionTests {
    private struct Whim: Error, Equatable {}
    private static let counters =
        "CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL); INSERT INTO counters VALUES (1, 0), (2, 0)"

    @Test func `what a body threw is thrown again, and nothing stays`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things (a int)")
            await #expect(throws: Whim()) {
                try await connection.transaction { connection in
                    try await connection.update("INSERT INTO things VALUES (1)")
                    throw Whim()
                }
            }
            #expect(try await connection.query("SELECT count(*) AS n FROM things")[0].int("n") == 0)
        }
    }

    @Test func `an error says in which part it happened`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute(
                """
                CREATE TEMP TABLE parents (id int PRIMARY KEY);
                CREATE TEMP TABLE children (p int REFERENCES parents DEFERRABLE INITIALLY DEFERRED)
                """
            )
            let body = await failure { try await connection.transaction { _ = try await $0.query("SELECT nonsense") } }
            let commit = await failure {
                try await connection.transaction { try await $0.update("INSERT INTO children VALUES (1)") }
            }
            let nested = await failure { try await connection.transaction { try await $0.transaction { _ in } } }
            #expect(body?.phase == .body)
            #expect(commit?.phase == .commit)
            #expect(commit?.sqlstate == "23503")
            #expect(commit?.kind == .server)
            #expect(nested?.kind == .misuse)
            await connection.close()
            #expect(await failure { try await connection.transaction { _ in } }?.phase == .begin)
        }
    }

    @Test func `a rollback that fails is named, and its connection is closed`() async throws {
        try await TestServer.withConnection { connection in
            let error = await failure {
                try await connection.transaction { connection in
                    _ = try await connection.query("SELECT 1")
                    let backend = await connection.backend
                    try await TestServer.withConnection {
                        try await $0.execute("SELECT pg_terminate_backend(\(backend), 5000)")
                    }
                    throw Whim()
                }
            }
            #expect(error?.phase == .rollback)
            #expect(await !connection.isOpen)
        }
    }

    @Test func `a transaction is open from its first statement on, and one without any is not heard of`() async throws {
        try await TestServer.withConnection { connection in
            let (first, second) = try await connection.transaction { connection in
                let first = try await connection.query("SELECT now()::text AS start")[0].text("start")
                return (first, try await connection.query("SELECT now()::text AS start")[0].text("start"))
            }
            #expect(first == second)
            try await connection.transaction { _ in }
            #expect(await !connection.isInTransaction)
        }
    }

    @Test func `a script, a savepoint or a COPY may come first in a transaction, and is undone with it`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE word (text text)")
            let firsts: [@Sendable (Connection) async throws -> Void] = [
                { try await $0.execute("INSERT INTO word VALUES ('script')") },
                { try await $0.savepoint { try await $0.execute("INSERT INTO word VALUES ('savepoint')") } },
                { _ = try await $0.copyIn("COPY word FROM STDIN", from: [Array("copy\n".utf8)]) },
            ]
            for first in firsts {
                _ = await failure {
                    try await connection.transaction { connection in
                        try await first(connection)
                        throw Whim()
                    }
                }
                #expect(try await connection.query("SELECT FROM word").isEmpty)
            }
        }
    }

    @Test func `a failure that its body swallowed does not pass for a commit`() async throws {
        try await TestServer.withConnection { connection in
            let error = await failure {
                try await connection.transaction { _ = try? await $0.query("SELECT nonsense") }
            }
            #expect(error?.phase == .commit)
            #expect(error?.sqlstate == "25P02")
        }
    }

    @Test func `a savepoint undoes only its own work`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things (a int PRIMARY KEY)")
            try await connection.transaction { connection in
                try await connection.update("INSERT INTO things VALUES (1)")
                for a in [1, 2] {
                    _ = try? await connection.savepoint {
                        try await $0.update("INSERT INTO things VALUES ($1)", [.int(a)])
                    }
                }
            }
            #expect(try await connection.query("SELECT count(*) AS n FROM things")[0].int("n") == 2)
        }
    }

    @Test func `a serialization failure runs the body again`() async throws {
        try await TestServer.withDatabase(Self.counters) { configuration in
            let pool = Pool(configuration, size: 2)
            let attempts = Counter()
            try await pool.transaction(.serializable) { connection in
                let n = try await connection.query("SELECT n FROM counters WHERE id = 1")[0].int("n")
                if await attempts.next() == 1 {
                    try await pool.update("UPDATE counters SET n = n + 10 WHERE id = 1")
                }
                try await connection.update("UPDATE counters SET n = $1 WHERE id = 1", [.int(n + 1)])
            }
            #expect(await attempts.value == 2)
            #expect(try await pool.query("SELECT n FROM counters WHERE id = 1")[0].int("n") == 11)
            await pool.close()
        }
    }

    @Test func `attempts are bounded`() async throws {
        try await TestServer.withConnection { connection in
            let attempts = Counter()
            let error = await failure {
                try await connection.transaction(attemptsMax: 3) { connection in
                    await attempts.next()
                    try await connection.execute("DO $$ BEGIN RAISE serialization_failure; END $$")
                }
            }
            #expect(error?.sqlstate == "40001")
            #expect(await attempts.value == 3)
        }
    }

    @Test func `of two transactions in deadlock both finish`() async throws {
        try await TestServer.withDatabase(Self.counters) { configuration in
            let pool = Pool(configuration.with(settings: ["deadlock_timeout": "50ms"]), size: 2)
            let (mine, yours) = (Gate(), Gate())
            async let first: Void = pool.transaction { connection in
                try await connection.update("UPDATE counters SET n = n + 1 WHERE id = 1")
                await mine.open()
                await yours.wait()
                try await connection.update("UPDATE counters SET n = n + 1 WHERE id = 2")
            }
            async let second: Void = pool.transaction { connection in
                try await connection.update("UPDATE counters SET n = n + 1 WHERE id = 2")
                await yours.open()
                await mine.wait()
                try await connection.update("UPDATE counters SET n = n + 1 WHERE id = 1")
            }
            _ = try await (first, second)
            #expect(try await pool.query("SELECT sum(n) AS n FROM counters")[0].int("n") == 4)
            await pool.close()
        }
    }

    @Test func `a lost reply to COMMIT is its own kind of error, and is not tried again`() async throws {
        let deadly = """
            CREATE TABLE things (a int);
            CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END
            $$;
            CREATE CONSTRAINT TRIGGER die AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION die();
            """
        try await TestServer.withDatabase(deadly) { configuration in
            let pool = Pool(configuration, size: 1)
            let attempts = Counter()
            let error = await failure {
                try await pool.transaction { connection in
                    await attempts.next()
                    try await connection.update("INSERT INTO things VALUES (1)")
                }
            }
            #expect(error?.kind == .commitUnknown)
            #expect(error?.phase == .commit)
            #expect(error?.isRetryable == false)
            #expect(await attempts.value == 1)

            let alone = await failure { try await pool.update("INSERT INTO things VALUES (1)") }
            #expect(alone?.kind == .commitUnknown)
            let count = try await pool.query("SELECT count(*) AS n FROM things")[0].int("n")
            #expect(count == 0)
            await pool.close()
        }
    }

    @Test func `a connection lost before COMMIT is replaced, and the body runs again`() async throws {
        let pool = Pool(try TestServer.configuration(), size: 1)
        let attempts = Counter()
        let answer = try await pool.transaction { connection in
            if await attempts.next() == 1 {
                _ = try await connection.query("SELECT pg_terminate_backend(pg_backend_pid())")
            }
            return try await connection.one(Doubled(number: 3))
        }
        #expect(answer == 6)
        #expect(await attempts.value == 2)
        await pool.close()
    }
}
