import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Between now and the moment that is foreseen, no filter changes its answer by itself.
@Suite(.timeLimit(.minutes(10)))
struct TurnTests {
    @Test(arguments: 0..<3)
    func `nothing turns before the moment that was foreseen`(round: UInt64) async throws {
        let seed = UInt64(Date().timeIntervalSince1970 * 1000) &+ round
        print("TurnTests seed: \(seed)")
        var random = SplitMix(seed)
        // The ends of months, leap days and a change of clocks are where spans are irregular.
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

    @Test func `at the moment that was foreseen the answer is another`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.pool.execute(
                """
                INSERT INTO crm.contacts (first_name, properties) VALUES ('ada', '{"seen": "2026-05-31T12:00:00Z"}')
                """
            )
            let filter = Filter.property(PropertyTest(PropertyReference(parsing: "seen"), .within(Delay(2, .days)!)))
            #expect(try await scene.matching(filter).count == 1)
            let turn = try #require(try await scene.turns(of: filter))

            try await scene.later(turn.timeIntervalSince(scene.now)) { scene async throws in
                #expect(try await scene.matching(filter).isEmpty)
                #expect(try await scene.turns(of: filter) == nil)
            }
        }
    }
}

extension Scene {
    fileprivate func populate(using random: inout SplitMix) async throws {
        let seen = now + .random(in: -(100 * 86_400)...(50 * 86_400), using: &random)
        _ = try await rows(
            "INSERT INTO crm.contacts (first_name, properties) VALUES ('ada', jsonb_build_object('seen', $1::text))",
            [.text(seen.ISO8601Format())]
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

    /// The first moment that is foreseen for anybody.
    fileprivate func turns(of filter: Filter) async throws -> Date? {
        _ = try await pool.run(ForeseeTurns(ofEveryoneBy: filter, workflow: "w"))
        return try await rows("SELECT min(at) AS at FROM automation.turns").first?.optionalTimestamp("at")
    }

    fileprivate func matching(_ filter: Filter) async throws -> [ContactID] {
        let everybody = try await rows("SELECT id FROM crm.contacts").map {
            Candidate(ContactID(rawValue: try $0.integer("id")))
        }
        return try await pool.run(MatchContacts(filter, among: everybody))
    }
}

extension Filter {
    fileprivate static func anySpan(using random: inout SplitMix) -> Filter {
        let units: [Delay.Unit] = [.hours, .days, .weeks, .months]
        func span() -> Delay { Delay(.random(in: 1...5, using: &random), units.randomElement(using: &random)!)! }
        let property = PropertyReference(parsing: "seen")
        let parts: [Filter] = [
            .property(PropertyTest(property, .within(span()))),
            .property(PropertyTest(property, .olderThan(span()), orUnknown: true)),
            .event(EventTest("visit", count: .atLeast(2), within: span())),
            .event(EventTest(nil, count: .fewerThan(1), within: span())),
            .event(EventTest("visit", where: [FieldTest("seen", .olderThan(span()))])),
        ]
        let first = parts.randomElement(using: &random)!
        let second = parts.randomElement(using: &random)!
        return Bool.random(using: &random) ? .all([first, .not(second)]) : .any([first, second])
    }
}
