import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// No filter changes its answer by itself before the foreseen moment.
@Suite(.timeLimit(.minutes(10)))
struct TurnTests {
    @Test(arguments: 0..<3)
    func `nothing turns before the moment that was foreseen`(round: UInt64) async throws {
        let seed = UInt64(Date().timeIntervalSince1970 * 1000) &+ round
        print("TurnTests seed: \(seed)")
        var random = SplitMix(seed)
        // Spans are irregular at the ends of months, at leap days and at clock changes.
        let autumn = try Date("2027-10-01T00:00:00Z", strategy: .iso8601)
        let start = autumn + .random(in: 0...(200 * 86_400), using: &random)
        try await Scene.lend(at: start) { scene async throws in
            try await scene.populate(using: &random)
            for _ in 0..<20 {
                let filter = Filter.anySpan(using: &random)
                let foreseen = try await scene.turns(of: filter)
                let answer = try await scene.matching(filter)
                let end = foreseen.map { $0.timeIntervalSince(start) } ?? 400 * 86_400
                for later in [end - 0.000_01, Double.random(in: 0...max(0, end - 0.000_01), using: &random)] {
                    try await scene.later(later) { scene async throws in
                        #expect(
                            try await scene.matching(filter) == answer,
                            "seed \(seed): \(filter) turned \(later) s after \(start), before \(end) s"
                        )
                    }
                }
            }
        }
    }

    /// The present is 2026-06-01 12:00 UTC.
    @Test(arguments: [
        (Comparison.inLast(.days(2)), "2026-05-31T12:00:00Z", "2026-06-02T12:00:00Z"),
        (.olderThan(.days(2)), "2026-05-31T12:00:00Z", "2026-06-02T12:00:00Z"),
        (.inNext(.days(2)), "2026-06-10", "2026-06-07T22:00:00Z"),
        (.inNext(.days(20)), "2026-06-10", "2026-06-10T22:00:00Z"),
        (.today(.equals), "2026-06-10", "2026-06-09T22:00:00Z"),
        (.today(.after), "2026-06-10", "2026-06-09T22:00:00Z"),
        (.today(.equals), "2026-06-01", "2026-06-01T22:00:00Z"),
        (.anniversary, "2020-06-10", "2026-06-09T22:00:00Z"),
        (.anniversaryInNext(.days(7)), "2020-06-10", "2026-06-02T22:00:00Z"),
    ])
    func `at the moment that was foreseen the answer is another`(
        comparison: Comparison,
        value: String,
        turns: String
    ) async throws {
        try await Scene.lend { scene async throws in
            _ = try await scene.rows(
                "INSERT INTO crm.contacts (time_zone, properties) VALUES ('Europe/Paris', jsonb_build_object('seen', $1::text))",
                [.text(value)]
            )
            let filter = Filter.property(PropertyTest(PropertyReference("seen"), comparison))
            let before = try await scene.matching(filter).count
            let turn = try #require(try await scene.turns(of: filter))
            #expect(turn == (try Date(turns, strategy: .iso8601)))

            try await scene.later(turn.timeIntervalSince(scene.now)) { scene async throws in
                #expect(try await scene.matching(filter).count == 1 - before)
            }
        }
    }

    @Test func `an event that lies ahead counts from its moment on`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.pool.execute(
                """
                INSERT INTO crm.contacts (first_name) VALUES ('ada');
                INSERT INTO crm.events (contact_id, name, occurred_at, received_at)
                SELECT id, 'visit', '2026-06-05 12:00+00', now() FROM crm.contacts
                """
            )
            for filter in [EventTest("visit"), EventTest("visit", within: .days(30)), EventTest(nil)].map(Filter.event)
            {
                #expect(try await scene.matching(filter).isEmpty)
                let turn = try #require(try await scene.turns(of: filter))
                #expect(turn == scene.now + 4 * 86_400)

                try await scene.later(4 * 86_400) { scene async throws in
                    #expect(try await scene.matching(filter).count == 1)
                }
            }
        }
    }
}

extension Scene {
    fileprivate func populate(using random: inout SplitMix) async throws {
        let seen = now + .random(in: -(100 * 86_400)...(50 * 86_400), using: &random)
        _ = try await rows(
            """
            INSERT INTO crm.contacts (first_name, time_zone, properties)
            VALUES ('ada', $2, jsonb_build_object('seen', $1::text, 'day', left($1, 10)))
            """,
            [
                .text(seen.ISO8601Format()),
                .text(["Pacific/Auckland", "America/New_York", nil].randomElement(using: &random)!),
            ]
        )
        for _ in 0..<3 {
            let occurred = now + .random(in: -(100 * 86_400)...(5 * 86_400), using: &random)
            _ = try await rows(
                """
                INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
                SELECT id, $1, $1, 'visit', jsonb_build_object('seen', $2::text) FROM crm.contacts
                """,
                [.timestamp(occurred), .text((occurred - 86_400).ISO8601Format())]
            )
        }
    }

    /// The first moment that is foreseen for any contact.
    fileprivate func turns(of filter: Filter) async throws -> Date? {
        _ = try await pool.run(ForeseeTurns(ofEveryoneBy: filter, workflow: "w", in: .gmt))
        return try await rows("SELECT min(at) AS at FROM automation.turns").first?.optionalTimestamp("at")
    }

    fileprivate func matching(_ filter: Filter) async throws -> [ContactID] {
        let everybody = try await rows("SELECT id FROM crm.contacts").map {
            Candidate(ContactID(rawValue: try $0.integer("id")))
        }
        return try await pool.run(MatchContacts(filter, among: everybody, in: .gmt))
    }
}

extension Filter {
    fileprivate static func anySpan(using random: inout SplitMix) -> Filter {
        let units: [Delay.Unit] = [.hours, .days, .weeks, .months]
        func span() -> Delay { Delay(.random(in: 1...5, using: &random), units.randomElement(using: &random)!)! }
        let property = PropertyReference(["seen", "day"].randomElement(using: &random)!)
        let relation = DayRelation.allCases.randomElement(using: &random)!
        let parts: [Filter] = [
            .property(PropertyTest(property, .inLast(span()))),
            .property(PropertyTest(property, .olderThan(span()), orUnknown: true)),
            .property(PropertyTest(property, .inNext(span()))),
            .property(PropertyTest(property, .today(relation))),
            .property(PropertyTest(property, .anniversary)),
            .property(PropertyTest(property, .anniversaryInNext(span()))),
            .event(EventTest("visit", count: .atLeast(3))),
            .event(EventTest("visit", count: .atLeast(2), within: span())),
            .event(EventTest(nil, count: .fewerThan(1), within: span())),
            .event(EventTest("visit", where: [FieldTest("seen", .olderThan(span()))])),
        ]
        let first = parts.randomElement(using: &random)!
        let second = parts.randomElement(using: &random)!
        return Bool.random(using: &random) ? .all([first, .not(second)]) : .any([first, second])
    }
}
