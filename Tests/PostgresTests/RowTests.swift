import Foundation
import Postgres
import Testing

struct RowTests {
    @Test func `a failure names the column and what was wanted, and never the value`() async throws {
        let row = try await TestServer.withConnection {
            try await $0.query(
                "SELECT 'secret' AS word, NULL AS nothing, 'infinity'::timestamptz AS never, now()::timestamp AS local"
            )[0]
        }
        let failures = [
            Self.words { _ = try row.int("word") }, Self.words { _ = try row.text("nothing") },
            Self.words { _ = try row.timestamp("never") }, Self.words { _ = try row.timestamp("local") },
            Self.words { _ = try row.uuid("missing") }, Self.words { _ = try row.decode([Int].self, "word") },
        ]
        #expect(
            failures == [
                #"column "word" cannot be read as Int64: it is not a whole number of 64 bits"#,
                #"column "nothing" cannot be read as text: it is NULL"#,
                #"column "never" cannot be read as Date: infinity is not a moment a Date can hold"#,
                #"column "local" cannot be read as Date: it is not a timestamp with a time zone in ISO form"#,
                #"column "missing" cannot be read as UUID: the result has no such column; it has word, nothing, never, local"#,
                #"column "word" cannot be read as Array<Int>: the document is not valid"#,
            ]
        )
    }

    @Test func `a document that does not fit says where, and never what`() async throws {
        struct Step: Decodable {
            let wait: Int
        }
        let row = try await TestServer.withConnection {
            try await $0.query(#"SELECT '[{"wait": 1}, {"wait": "secret"}]'::jsonb AS steps"#)[0]
        }
        let words = Self.words { _ = try row.decode([Step].self, "steps") }
        #expect(words?.hasSuffix("1.wait is not Int") == true)
    }

    @Test func `rows outlive their connection`() async throws {
        let rows = try await TestServer.withConnection {
            try await $0.query("SELECT i, 'row ' || i AS word FROM generate_series(1, 1000) i")
        }
        #expect(try rows.map { try $0.int("i") } == Array(1...1000))
        #expect(try rows[999].text("word") == "row 1000")
        #expect(rows[0].columns == ["i", "word"])
    }

    @Test func `a row of a statement that cannot be read is an error with its statement`() async throws {
        struct Wrong: Statement {
            static let sql = "SELECT 'secret' AS value"
            static func read(_ row: Row) throws -> Int { try row.int("value") }
        }
        try await TestServer.withConnection { connection in
            let error = await failure { try await connection.run(Wrong()) }
            #expect(error?.kind == .decoding)
            #expect(error?.statement == Wrong.sql)
            #expect(error?.message == #"column "value" cannot be read as Int64: it is not a whole number of 64 bits"#)
        }
    }

    private static func words(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return "\(error)" }
        return nil
    }
}
