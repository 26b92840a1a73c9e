import Foundation
import Postgres
import Testing

struct TimestampTests {
    @Test(arguments: [
        ("2001-01-01 00:00:00+00", 0.0),
        ("2000-02-29 12:00:00.5+00", -26_481_599.5),
        ("1970-01-01T00:00:00Z", -978_307_200),
        ("2026-03-29 03:30:00+02", 796_440_600),
        ("2026-03-28 22:00:00-03:30", 796_440_600),
        ("1900-01-01 00:09:21+00:09:21", -3_187_296_000),
        ("9999-12-31 23:59:59+00", 252_423_993_599),
        ("0001-01-01 00:00:00+00", -63_113_904_000),
    ])
    func `PostgreSQL's text is the moment it names`(text: String, seconds: Double) throws {
        #expect(try Timestamp.date(of: text) == Date(timeIntervalSinceReferenceDate: seconds))
    }

    @Test(arguments: [
        (0.0, "2001-01-01T00:00:00.000000Z"),
        (0.000001, "2001-01-01T00:00:00.000001Z"),
        (-0.000001, "2000-12-31T23:59:59.999999Z"),
        (0.9999996, "2001-01-01T00:00:01.000000Z"),
        (796_440_600.123456, "2026-03-29T01:30:00.123456Z"),
        (-63_113_904_000, "0001-01-01T00:00:00.000000Z"),
    ])
    func `a date is written in UTC with microseconds`(seconds: Double, text: String) {
        #expect(Timestamp.text(of: Date(timeIntervalSinceReferenceDate: seconds)) == text)
    }

    @Test func `every microsecond between 1800 and 2200 survives both ways`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var luck = SplitMix(seed)
        for _ in 0..<20_000 {
            let microseconds = Int.random(in: -6_342_000_000_000_000...6_279_000_000_000_000, using: &luck)
            let date = Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1_000_000)
            let text = try #require(Timestamp.text(of: date))
            #expect(
                text.hasSuffix(String(format: ".%06dZ", (microseconds % 1_000_000 + 1_000_000) % 1_000_000)),
                "seed \(seed)"
            )
            #expect(try Timestamp.date(of: text) == date, "seed \(seed)")
        }
    }

    @Test func `every day agrees with the calendar`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for year in [1600, 1900, 1999, 2000, 2024, 2026, 2100, 2400] {
            for day in 0..<366 {
                let date = Date(timeIntervalSinceReferenceDate: Double((year - 2001) * 365 + day) * 86_400)
                let parts = calendar.dateComponents([.year, .month, .day], from: date)
                let expected = String(format: "%04d-%02d-%02dT", parts.year!, parts.month!, parts.day!)
                #expect(Timestamp.text(of: date)?.hasPrefix(expected) == true)
            }
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, 252_423_993_600, -63_113_904_000.1])
    func `what is no moment PostgreSQL should know is not written`(seconds: Double) {
        #expect(Timestamp.text(of: Date(timeIntervalSinceReferenceDate: seconds)) == nil)
    }

    @Test(arguments: [
        "", "infinity", "-infinity", "2026-03-29", "2026-03-29 01:30:00", "2026-13-01 00:00:00+00",
        "2026-03-29 01:30:00+00 BC",
        "2026-03-29 01:30:00.+00", "2026-03-29 01:30:00+00 ", "29/03/2026 01:30:00 UTC",
    ])
    func `what names no moment is refused`(text: String) {
        #expect(throws: Unreadable.self) { try Timestamp.date(of: text) }
    }
}

/// A repeatable source of randomness, so that a failing case can be run again from its seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
