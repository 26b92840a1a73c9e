import Postgres
import Testing

struct PipelineTests {
    @Test func `different statements share one round trip and keep their types`() async throws {
        try await TestServer.withConnection { connection in
            let (numbers, words, rows) = try await connection.run(
                Doubled(number: 21),
                Echo(word: "hello"),
                Query("SELECT generate_series(1, 3) AS i")
            )
            #expect(numbers == [42])
            #expect(words == ["hello"])
            #expect(try rows.map { try $0.int("i") } == [1, 2, 3])
        }
    }

    @Test func `many statements of one kind are answered in order`() async throws {
        try await TestServer.withConnection { connection in
            let answers = try await connection.runEach((1...500).map { Doubled(number: $0) })
            #expect(answers.flatMap { $0 } == (1...500).map { $0 * 2 })
            #expect(try await connection.runEach([Doubled]()).isEmpty)
        }
    }

    @Test func `a pipeline larger than every buffer does not stall`() async throws {
        try await TestServer.withConnection { connection in
            let word = String(repeating: "x", count: 100_000)
            let answers = try await connection.runEach(Array(repeating: Echo(word: word), count: 100))
            #expect(answers.allSatisfy { $0 == [word] })
        }
    }

    @Test func `a failure undoes the earlier, skips the later, and leaves the connection usable`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things (a int)")
            var pipeline = Pipeline()
            _ = pipeline.add(Query("INSERT INTO things VALUES (1)"))
            _ = pipeline.add(Query("SELECT 1 / $1", [.int(0)]))
            _ = pipeline.add(Query("INSERT INTO things VALUES (2)"))
            let error = await failure { [pipeline] in try await connection.run(pipeline) }
            #expect(error?.sqlstate == "22012")
            #expect(error?.statement == "SELECT 1 / $1")
            #expect(try await connection.query("SELECT count(*) AS n FROM things")[0].int("n") == 0)
        }
    }

    @Test func `replies are found by their slots`() async throws {
        try await TestServer.withConnection { connection in
            try await connection.execute("CREATE TEMP TABLE things (a int)")
            var pipeline = Pipeline()
            let inserted = pipeline.add(Query("INSERT INTO things SELECT generate_series(1, 4)"))
            let doubled = pipeline.add(Doubled(number: 5))
            let replies = try await connection.run(pipeline)
            #expect(replies.affectedCount(inserted) == 4)
            #expect(try replies[doubled] == [10])
        }
    }

    @Test func `a statement that cannot be prepared fails with its own text`() async throws {
        struct Nonsense: Statement {
            static let sql = "SELECT nonsense"
            static func read(_ row: Row) throws {}
        }
        try await TestServer.withConnection { connection in
            for _ in 1...2 {
                let error = await failure {
                    try await connection.run(Doubled(number: 1), Nonsense(), Doubled(number: 2))
                }
                #expect(error?.statement == Nonsense.sql)
            }
            try await expectUsable(connection)
        }
    }
}
