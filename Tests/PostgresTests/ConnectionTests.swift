import Foundation
import Postgres
import Testing

struct ConnectionTests {
    @Test func `waiting connections do not hold up anybody else`() async throws {
        // More of them wait for one lock than the cooperative pool has threads. If they slept there, no thread would be
        // left to release them.
        let count = ProcessInfo.processInfo.activeProcessorCount * 2 + 2
        let pool = Pool(try TestServer.configuration(), size: count)
        try await TestServer.withConnection { holder in
            let lock = Parameter.int(Int(await holder.backend))
            _ = try await holder.query("SELECT pg_advisory_lock(7, $1)", [lock])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...count {
                    group.addTask {
                        _ = try await pool.query(
                            "SELECT pg_advisory_lock_shared(7, $1), pg_advisory_unlock_shared(7, $1)",
                            [lock]
                        )
                    }
                }
                let waiting =
                    "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND classid = 7 AND objid = $1 AND NOT granted"
                while try await holder.query(waiting, [lock])[0].int("n") < count {}
                _ = try await holder.query("SELECT pg_advisory_unlock(7, $1)", [lock])
                try await group.waitForAll()
            }
        }
        await pool.close()
    }

    @Test func `a closed connection says that nothing was sent`() async throws {
        let connection = try await Connection.open(TestServer.configuration())
        await connection.close()
        let error = await failure { try await connection.query("SELECT 1") }
        #expect(error?.kind == .connectionLost)
        #expect(await !connection.isOpen)
    }

    @Test func `statements of many tasks on one connection take turns`() async throws {
        try await TestServer.withConnection { connection in
            let sum = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...50 { group.addTask { try await connection.one(Doubled(number: number)) } }
                return try await group.reduce(0, +)
            }
            #expect(sum == 2550)
        }
    }

    @Test(arguments: [
        ("plain", #""plain""#, "'plain'"), (#"a"b'c"#, #""a""b'c""#, #"'a"b''c'"#), (#"a\b"#, #""a\b""#, #"E'a\\b'"#),
    ])
    func `names and constants in the text of a statement are quoted`(word: String, identifier: String, literal: String)
        async throws
    {
        #expect(word.asIdentifier == identifier)
        #expect(word.asLiteral == literal)
        let row = try await TestServer.withConnection {
            try await $0.query("SELECT \(word.asLiteral) AS \(word.asIdentifier)")[0]
        }
        #expect(try row.text(word) == word)
    }
}
