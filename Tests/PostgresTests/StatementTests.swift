import Postgres
import Testing

struct StatementTests {
    private static let preparedCount = "SELECT count(*) AS count FROM pg_prepared_statements"

    @Test func `a statement is prepared once and run many times`() async throws {
        try await TestServer.withConnection { connection in
            for _ in 1...3 { try await expectUsable(connection) }
            #expect(try await connection.query(Self.preparedCount)[0].int("count") == 1)
        }
    }

    @Test func `through a pooler nothing is prepared`() async throws {
        var configuration = try TestServer.configuration()
        configuration.throughPooler = true
        try await TestServer.withConnection(configuration) { connection in
            try await expectUsable(connection)
            #expect(try await connection.query(Self.preparedCount)[0].int("count") == 0)
        }
    }

    @Test func `a plan that went stale is made again`() async throws {
        struct Everything: Statement {
            static let sql = "SELECT * FROM things"
            static func read(_ row: Row) throws -> [String] { row.columns }
        }
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things AS SELECT 1 AS a")
            #expect(try await connection.one(Everything()) == ["a"])
            try await connection.execute("ALTER TABLE things ADD b int")
            #expect(try await connection.one(Everything()) == ["a", "b"])
            try await connection.execute("DEALLOCATE ALL")
            #expect(try await connection.one(Everything()) == ["a", "b"])
        }
    }

    @Test func `a transaction with a stale plan begins again`() async throws {
        struct Everything: Statement {
            static let sql = "SELECT * FROM things"
            static func read(_ row: Row) throws -> [String] { row.columns }
        }
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things AS SELECT 1 AS a")
            #expect(try await connection.one(Everything()) == ["a"])
            try await connection.execute("ALTER TABLE things ADD b int")
            let columns = try await connection.transaction { try await $0.one(Everything()) }
            #expect(columns == ["a", "b"])
        }
    }

    @Test func `one row means one row`() async throws {
        struct Numbers: Statement {
            let count: Int
            static let sql = "SELECT i FROM generate_series(1, $1) i"
            var parameters: [Parameter] { [.int(count)] }
            static func read(_ row: Row) throws -> Int { try row.int("i") }
        }
        try await TestServer.withConnection { connection in
            let firsts = try await [connection.first(Numbers(count: 0)), connection.first(Numbers(count: 2))]
            #expect(firsts == [nil, 1])
            #expect(await failure { try await connection.one(Numbers(count: 0)) }?.kind == .decoding)
            #expect(await failure { try await connection.one(Numbers(count: 2)) }?.message == "expected one row, got 2")
        }
    }

    @Test func `an effect is counted`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things (a int)")
            #expect(try await connection.update("INSERT INTO things SELECT generate_series(1, $1)", [.int(7)]) == 7)
            #expect(try await connection.update("DELETE FROM things WHERE a > $1", [.int(5)]) == 2)
        }
    }
}
