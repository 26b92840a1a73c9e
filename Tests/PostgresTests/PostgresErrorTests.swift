import Postgres
import Testing

struct PostgresErrorTests {
    @Test func `a violated constraint is named, and its values stay out of the description`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE people (email text CONSTRAINT one_of_each UNIQUE)")
            try await connection.update("INSERT INTO people VALUES ($1)", [.text("ann@example.org")])
            let error = await failure {
                try await connection.update("INSERT INTO people VALUES ($1)", [.text("ann@example.org")])
            }
            #expect(error?.kind == .server)
            #expect(error?.sqlstate == "23505")
            #expect(error?.violatesUniqueness == true)
            #expect(error?.constraint == "one_of_each")
            #expect(error?.detail?.contains("ann@example.org") == true)
            #expect(error.map { "\($0)" }?.contains("ann@") == false)
            #expect(error.map { "\($0)" }?.contains("INSERT INTO people VALUES ($1)") == true)
        }
    }

    @Test(arguments: [
        "SELECT $1::text::int", "SELECT $1::text::timestamptz", "SELECT $1::text::jsonb", "SELECT ($1::text)::uuid",
    ])
    func `a message that quotes the value is quoted without it`(sql: String) async throws {
        try await TestServer.withConnection { connection in
            let error = await failure { try await connection.query(sql, [.text("s3cr\"et")]) }
            #expect(error?.sqlstate?.hasPrefix("22") == true)
            #expect(error.map { "\($0)" }?.contains("s3cr") == false)
        }
    }

    @Test func `a script's error says on which line`() async throws {
        try await TestServer.withConnection { connection in
            let error = await failure { try await connection.execute("SELECT 1;\n\nSELECT missing\nFROM nowhere") }
            #expect(error?.line == 4)
            #expect(error?.sqlstate == "42P01")
            try await expectUsable(connection)
        }
    }

    @Test(arguments: [
        ("host=/nowhere/at/all", "No such file or directory"), ("host=127.0.0.1 port=1", "Connection refused"),
        ("postgres://127.0.0.1:1/relance?user=x", "Connection refused"),
        ("host=no-such-host.invalid", "could not translate host name"),
    ])
    func `a wrong address is one clear line, at once`(address: String, reason: String) async throws {
        let configuration = try Configuration(address)
        let start = ContinuousClock.now
        let error = await failure { try await Connection.open(configuration) }
        #expect(error?.kind == .unreachable)
        #expect(error?.message.hasPrefix("cannot connect to PostgreSQL: ") == true)
        #expect(error?.message.contains(reason) == true)
        #expect(error?.message.contains("\n") == false)
        #expect(start.duration(to: .now) < .seconds(5))
    }

    @Test func `what only a person can change is refused at once, however long reconnecting may take`() async throws {
        var configuration = try TestServer.configuration().with(database: "no_such_database")
        configuration.reconnectFor = .seconds(60)
        let start = ContinuousClock.now
        let error = await failure { [configuration] in try await Connection.open(configuration) }
        #expect(error?.sqlstate == "3D000")
        #expect(error?.message.hasSuffix(#"FATAL: database "no_such_database" does not exist"#) == true)
        #expect(start.duration(to: .now) < .seconds(5))
    }
}
