import Automation
import Foundation
import Postgres
import Testing

/// A filter has one meaning: each case is evaluated for some contacts, for everyone, and negated.
@Suite(.timeLimit(.minutes(10)))
struct FilterSQLTests {
    private func check(_ cases: [FilterCase], at location: SourceLocation = #_sourceLocation) async throws {
        try await FilterPeople.lend { people async throws in
            for (name, filter, expected) in cases {
                #expect(try await people.matching(filter) == expected, "\(name)", sourceLocation: location)
                #expect(
                    try await people.matching(.not(filter)) == FilterPeople.names.subtracting(expected),
                    "not: \(name)",
                    sourceLocation: location
                )
                #expect(try await people.seeded(filter) == expected, "everybody: \(name)", sourceLocation: location)
            }
        }
    }

    @Test func `texts compare without regard to case, and a blank is nobody's equal`() async throws {
        try await check(FilterCases.texts)
    }

    @Test func `numbers compare as numbers, whatever they are stored as`() async throws {
        try await check(FilterCases.numbers)
    }

    @Test func `moments compare as moments`() async throws {
        try await check(FilterCases.moments)
    }

    @Test func `lists of texts, yes and no`() async throws {
        try await check(FilterCases.listsAndFlags)
    }

    @Test func `companies, owners, stages, lists and workflows`() async throws {
        try await check(FilterCases.relations)
    }

    @Test func `events, how often and since when`() async throws {
        try await check(FilterCases.events)
    }

    @Test func `all, any and not`() async throws {
        try await check(FilterCases.combinations)
    }

    @Test func `quotes, wildcards and SQL in a value are only text`() async throws {
        try await check(FilterCases.quotes)
    }

    @Test func `occurrences since the enrollment count from its start`() async throws {
        try await FilterPeople.lend { people async throws in
            let clicked = Filter.event(EventTest("page_viewed", since: .enrollment))
            let start = Scene.noon - 2 * 86_400

            #expect(try await people.matching(clicked, since: start) == ["ada"])
            #expect(try await people.matching(clicked, since: Scene.noon - 86_400) == ["ada"])
            #expect(try await people.matching(clicked, since: Scene.noon) == [])
            #expect(try await people.matching(clicked) == ["ada", "bob"])
        }
    }

    @Test func `everybody who matches can be asked in`() async throws {
        try await FilterPeople.lend { people async throws in
            #expect(try await people.asked(.stage(StageTest(.atLeast, .lead))) == ["ada", "bob"])
        }
    }

    @Test func `an event's own data is tested like a property, also when it is no object`() async throws {
        let data: [String?] = [
            #"{"form": "Ebook", "seats": "12"}"#, #"{"form": "", "seats": 5}"#, "{}", nil, "[1]", "5", #""form""#,
            "null",
        ]
        let cases: [([FieldTest], [Int])] = [
            ([FieldTest("form", .equals(.text("ebook")))], [0]),
            ([FieldTest("form", .notEquals(.text("ebook")))], []),
            ([FieldTest("form", .unknown)], [1, 2, 3, 4, 5, 6, 7]),
            ([FieldTest("seats", .moreThan(.number(4)))], [0, 1]),
            ([FieldTest("seats", .moreThan(.number(4))), FieldTest("form", .known)], [0]),
            ([FieldTest("form", .contains("boo"), orUnknown: true)], [0, 1, 2, 3, 4, 5, 6, 7]),
            ([], [0, 1, 2, 3, 4, 5, 6, 7]),
        ]
        try await FilterPeople.lend { people async throws in
            for (fields, expected) in cases {
                #expect(try await people.passing(fields, among: data) == expected, "\(fields)")
            }
        }
    }

    @Test func `no value of a wrong kind fails a batch, and every answer is yes or no`() async throws {
        try await FilterPeople.lend { people in
            for property in FilterCases.properties {
                for comparison in FilterCases.comparisons {
                    let filter = Filter.property(PropertyTest(property, comparison))
                    let (yes, no) = try await (people.matching(filter), people.matching(.not(filter)))
                    #expect(
                        yes.union(no) == FilterPeople.names && yes.isDisjoint(with: no),
                        "\(property) \(comparison)"
                    )
                }
            }
        }
    }
}
