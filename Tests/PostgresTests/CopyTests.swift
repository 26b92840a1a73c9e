import Postgres
import Testing

struct CopyTests {
    private struct Whim: Error {}
    private static let people = "CREATE TEMP TABLE people (id int, name text)"
    private static let copy = "COPY people (id, name) FROM STDIN WITH (FORMAT csv)"

    @Test func `bytes may be cut anywhere`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute(Self.people)
            let csv = "1,Ann\n2,\"O'Neil, \"\"Bob\"\"\"\n3,\"Zoë\n🐘\"\n4,\n"
            #expect(try await connection.copyIn(Self.copy, from: csv.utf8.map { [$0] }) == 4)
            let names = try await connection.query("SELECT name FROM people ORDER BY id").map {
                try $0.optionalText("name")
            }
            #expect(names == ["Ann", "O'Neil, \"Bob\"", "Zoë\n🐘", nil])
        }
    }

    @Test func `a long stream passes in pieces`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute(Self.people)
            let lines = AsyncStream { continuation in
                for id in 1...50_000 { continuation.yield(Array("\(id),\(String(repeating: "x", count: 100))\n".utf8)) }
                continuation.finish()
            }
            #expect(try await connection.copyIn(Self.copy, from: lines) == 50_000)
            #expect(try await connection.query("SELECT count(*) AS n FROM people")[0].int("n") == 50_000)
        }
    }

    @Test func `a bad line is named by its number, not its words`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute(Self.people)
            let error = await failure {
                try await connection.copyIn(Self.copy, from: [Array("1,Ann\nsecret,Bob\n".utf8)])
            }
            #expect(error?.copyLine == 2)
            #expect(error?.sqlstate == "22P02")
            #expect(error.map { "\($0)" }?.contains("secret") == false)
            #expect(try await connection.query("SELECT count(*) AS n FROM people")[0].int("n") == 0)
        }
    }

    @Test func `a source that fails leaves nothing behind`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute(Self.people)
            let lines = AsyncThrowingStream<[UInt8], any Error> { continuation in
                continuation.yield(Array("1,Ann\n".utf8))
                continuation.finish(throwing: Whim())
            }
            await #expect(throws: Whim.self) { try await connection.copyIn(Self.copy, from: lines) }
            #expect(try await connection.query("SELECT count(*) AS n FROM people")[0].int("n") == 0)
        }
    }

    @Test func `what is not a COPY from here is refused`() async throws {
        try await TestServer.withConnection { connection in
            let error = await failure { try await connection.copyIn("SELECT 1", from: [[]]) }
            #expect(error?.kind == .misuse)
            try await expectUsable(connection)
            #expect(await failure { try await connection.execute("COPY (SELECT 1) TO STDOUT") }?.kind == .misuse)
        }
    }

    @Test func `a COPY belongs to its transaction`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute(Self.people)
            try? await connection.transaction { connection in
                #expect(try await connection.copyIn(Self.copy, from: [Array("1,Ann\n".utf8)]) == 1)
                throw Whim()
            }
            #expect(try await connection.query("SELECT count(*) AS n FROM people")[0].int("n") == 0)
        }
    }
}
