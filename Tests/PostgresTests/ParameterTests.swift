import Foundation
import Postgres
import Testing

struct ParameterTests {
    private static let moments = [
        Date(timeIntervalSinceReferenceDate: 796_440_600.123456), Date(timeIntervalSinceReferenceDate: -0.000001),
        Date(timeIntervalSinceReferenceDate: -63_113_904_000), .distantFuture,
    ]
    private static let words = [
        "", "plain", "it's", "a \"quoted\" word", "back\\slash \\\\ \\\"", "comma, {brace}", "NULL", "null",
        "ligne\nune\ttab",
        "Zürich, Łódź, 東京 🐘 e\u{301}", " spaces ",
    ]

    @Test(arguments: words)
    func `text comes back as it was sent`(word: String) async throws {
        let row = try await Self.echo("$1", .text(word))
        #expect(try row.text("value") == word)
    }

    @Test(arguments: [
        "", "0a1b2c3d-0000-4000-8000-00000000000", "0a1b2c3d-0000-4000-8000-00000000000g",
        "0a1b2c3d+0000-4000-8000-000000000000", "0a1b2c3d0000-4000-8000-0000000000000",
    ])
    func `what only looks like a UUID is not read as one`(text: String) async throws {
        await #expect(throws: DecodingFailure.self) { try await Self.echo("$1", .text(text)).uuid("value") }
    }

    @Test func `numbers come back as they were sent`() async throws {
        for number in [Int64.min, -1, 0, 1, .max] {
            #expect(try await Self.echo("$1", .integer(number)).integer("value") == number)
        }
        for number in [Int(Int32.min), 0, Int(Int32.max)] {
            #expect(try await Self.echo("$1", .int(number)).int("value") == number)
        }
        for number in [0.1, -0.0, 1e-300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity, -.infinity] {
            #expect(try await Self.echo("$1", .double(number)).double("value") == number)
        }
        #expect(try await Self.echo("$1", .double(.nan)).double("value").isNaN)
    }

    @Test(arguments: moments)
    func `moments are exact to the microsecond`(moment: Date) async throws {
        let row = try await Self.echo(
            "$1, extract(microseconds FROM $1)::int8 % 1000000 AS fraction",
            .timestamp(moment)
        )
        #expect(try row.timestamp("value") == moment)
        let seconds = moment.timeIntervalSinceReferenceDate
        let fraction = ((seconds - seconds.rounded(.down)) * 1_000_000).rounded()
        #expect(try row.double("fraction") == fraction)
    }

    @Test(arguments: [
        Duration.zero, .microseconds(1), .microseconds(-1_500_000), .seconds(90_061), .seconds(-86_400),
        .seconds(400 * 86_400),
    ])
    func `durations are exact to the microsecond`(duration: Duration) async throws {
        #expect(try await Self.echo("$1", .interval(duration)).duration("value") == duration)
        #expect(try await Self.echo("justify_hours($1)", .interval(duration)).duration("value") == duration)
    }

    @Test func `months are no duration`() async throws {
        let row = try await Self.echo("interval '1 month'", .null)
        #expect(throws: DecodingFailure.self) { try row.duration("value") }
    }

    @Test func `truth, identity and bytes come back as they were sent`() async throws {
        let (uuid, bytes) = (UUID(), Array(UInt8.min...UInt8.max))
        #expect(try await Self.echo("$1", .boolean(true)).boolean("value"))
        #expect(try await !Self.echo("$1", .boolean(false)).boolean("value"))
        #expect(try await Self.echo("$1", .uuid(uuid)).uuid("value") == uuid)
        #expect(try await Self.echo("$1", .bytes(bytes)).bytes("value") == bytes)
        #expect(try await Self.echo("$1", .bytes([])).bytes("value") == [])
        #expect(try await Self.echo("$1", .date("2026-03-29")).text("value") == "2026-03-29")
        #expect(try await Self.echo("$1::text::regtype", .literal("int8")).text("value") == "bigint")
    }

    @Test func `NULL of every type is NULL, and not an empty value`() async throws {
        let nulls: [Parameter] = [
            .text(nil), .integer(nil), .int(nil), .double(nil), .boolean(nil), .timestamp(nil), .date(nil),
            .interval(nil), .uuid(nil),
            .bytes(nil), .json(nil),
        ]
        for null in nulls {
            let row = try await Self.echo("$1", null)
            #expect(try row.isNull("value"))
            #expect(try row.optionalText("value") == nil)
        }
        #expect(try await !Self.echo("$1", .text("")).isNull("value"))
        #expect(try await Self.echo("$1::int", .null).optionalInt("value") == nil)
    }

    @Test func `arrays keep their order, their NULLs and their awkward characters`() async throws {
        let words: [String?] = Self.words + [nil]
        let uuids = [UUID(), UUID()]
        #expect(try await Self.echo("$1", .texts(words)).optionalTexts("value") == words)
        #expect(try await Self.echo("$1", .texts([])).texts("value") == [])
        #expect(try await Self.echo("$1", .integers([.min, 0, .max])).integers("value") == [.min, 0, .max])
        #expect(try await Self.echo("$1", .ints([1, 2])).integers("value") == [1, 2])
        #expect(try await Self.echo("$1", .uuids(uuids)).uuids("value") == uuids)
        #expect(try await Self.echo("$1", .timestamps(Self.moments)).timestamps("value") == Self.moments)
        #expect(try await Self.echo("array_length($1, 1)", .bytesArray([[0, 255], nil, []])).int("value") == 3)
        let awkward: [UInt8] = [0, 92, 34, 255]
        #expect(try await Self.echo("($1)[1]", .bytesArray([awkward, nil])).bytes("value") == awkward)
        #expect(try await Self.echo("($1)[3]", .bytesArray([[1], nil, []])).bytes("value") == [])
        #expect(try await Self.echo("($1)[1] IS NULL", .bytesArray([nil])).boolean("value"))
        #expect(try await Self.echo("cardinality($1)", .bytesArray([])).int("value") == 0)
        #expect(try await Self.echo("($1)[2] ->> 'a'", .jsons([nil, #"{"a": "\"\\b"}"#])).text("value") == "\"\\b")
        #expect(try await Self.echo("array_length($1, 1)", .intervals([.seconds(1), nil])).int("value") == 2)
        #expect(try await Self.echo("($1)[1]", .doubles([0.1, nil])).double("value") == 0.1)
        #expect(try await Self.echo("($1)[2]", .booleans([false, true])).boolean("value"))
        #expect(try await Self.echo("($1)[2]", .optionalIntegers([1, nil])).optionalInteger("value") == nil)
    }

    @Test func `documents are encoded and decoded with exact dates`() async throws {
        struct Document: Codable, Equatable {
            var name: String
            var at: Date
            var tags: [String]
        }
        let document = Document(name: "O'Neil \"x\" \\ 🐘", at: Self.moments[0], tags: ["a", "é"])
        let row = try await Self.echo(
            "$1, to_jsonb($1::jsonb ->> 'at') = to_jsonb('2026-03-29T01:30:00.123456Z'::text) AS same",
            .encoding(document)
        )
        #expect(try row.decode(Document.self, "value") == document)
        #expect(try row.boolean("same"))
        #expect(
            try await Self.echo("to_jsonb($1)", .timestamp(Self.moments[0])).decode(Date.self, "value")
                == Self.moments[0]
        )
    }

    @Test(arguments: [
        (Parameter.timestamp(Date(timeIntervalSinceReferenceDate: .nan)), "is not a moment"),
        (.timestamp(Date(timeIntervalSinceReferenceDate: .infinity)), "is not a moment"),
        (.timestamps([nil, Date(timeIntervalSinceReferenceDate: -.infinity)]), "element 2 is not a moment"),
        (.text("a\0b"), "NUL"),
        (.int(Int(Int32.max) + 1), "32 bits"),
    ])
    func `what PostgreSQL cannot hold is refused before it is sent, and named`(parameter: Parameter, reason: String)
        async throws
    {
        try await TestServer.withConnection { connection in
            let error = await failure { try await connection.query("SELECT $1, $2", [.int(1), parameter]) }
            #expect(error?.kind == .parameter)
            #expect(error?.message.contains("parameter $2") == true)
            #expect(error?.message.contains(reason) == true)
            try await expectUsable(connection)
        }
    }

    private static func echo(_ expression: String, _ parameter: Parameter) async throws -> Row {
        let aliased =
            expression.contains(" AS ") ? expression.replacing("$1,", with: "$1 AS value,") : expression + " AS value"
        return try await TestServer.withConnection {
            try await $0.query("SELECT \(aliased)", expression.contains("$1") ? [parameter] : [])[0]
        }
    }
}
