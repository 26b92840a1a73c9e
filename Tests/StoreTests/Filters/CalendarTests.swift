import Automation
import Foundation
import Postgres
import TestSupport
import Testing

/// SQL reads a wall clock as `LocalCalendar` and `Delay` do.
@Suite(.timeLimit(.minutes(10)))
struct CalendarTests {
    /// Zones whose clocks were changed at midnight, by half an hour, by a day, or never.
    private static let zones = [
        "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut",
        "Africa/Casablanca", "Asia/Kathmandu", "UTC",
    ]

    @Test(arguments: zones)
    func `the first instant of a reading is the same in SQL and in Swift`(zone: String) async throws {
        let calendar = LocalCalendar(try Zones.named(zone))
        let start = LocalDate(year: 2010, month: 1, day: 1)!
        let readings = (0..<6_000).flatMap { day in
            [0, 1_800, 7_200, 9_000].map { LocalMoment(start.adding(days: day), secondOfDay: $0) }
        }
        let expected = readings.map { calendar.firstInstant(reading: $0) }
        let texts = readings.map { "\($0.date) \($0.secondOfDay / 3600):\($0.secondOfDay / 60 % 60)" }
        try await Scene.lend { scene in
            let found = try await scene.rows(
                """
                SELECT clock.instant(reading::timestamp, $2) AS instant
                FROM unnest($1) WITH ORDINALITY AS asked (reading, place) ORDER BY place
                """,
                [.texts(texts), .text(zone)]
            ).map { try $0.timestamp("instant") }
            for (place, instant) in found.enumerated() where instant != expected[place] {
                Issue.record("\(texts[place]) in \(zone) is \(instant), and \(expected[place]) in Swift")
            }
            #expect(found.count == expected.count)
        }
    }

    @Test func `a span ends at the same instant in SQL and in Swift`() async throws {
        let seed = UInt64(Date().timeIntervalSince1970 * 1000)
        var random = SplitMix(seed)
        try await Scene.lend { scene in
            for _ in 0..<300 {
                let zone = Self.zones.randomElement(using: &random)!
                let unit = [Delay.Unit.days, .weeks, .months].randomElement(using: &random)!
                let span = Delay(.random(in: 1...14, using: &random), unit)!
                let moment = Date(
                    timeIntervalSince1970: Double(Int.random(in: 1_260_000_000...1_900_000_000, using: &random))
                )
                let end = try await scene.rows(
                    "SELECT clock.instant(($1::timestamptz AT TIME ZONE $2) + $3::interval, $2) AS at",
                    [.timestamp(moment), .text(zone), .text("\(span.amount) \(unit.rawValue)")]
                )[0].timestamp("at")
                let expected = span.end(from: moment, in: try Zones.named(zone))
                #expect(end == expected, "seed \(seed): \(span) after \(moment) in \(zone)")
            }
        }
    }

    @Test(arguments: [
        "Europe/Paris", "America/Port-au-Prince", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "UTC", "GMT+3",
        "GMT-3",
        "Mars/Olympus", "Europe/Paris+3", "<+03>-3", "",
    ])
    func `a name is a time zone in SQL when it is one in Swift`(name: String) async throws {
        let isZone = (try? Zones.named(name)) != nil
        try await Scene.lend { scene in
            let zone = try await scene.rows("SELECT clock.zone($1, 'Asia/Tokyo') AS zone", [.text(name)])[0].text(
                "zone"
            )
            #expect(zone == (isZone ? name : "Asia/Tokyo"))
        }
    }
}
