import Automation
import Foundation
import TestSupport
import Testing

struct DelayTests {
    @Test(arguments: [
        ("2 days", Delay.days(2)), ("1 day", .days(1)), ("2 d", .days(2)),
        ("1 hour", .hours(1)), ("24h", .hours(24)), ("24 h", .hours(24)), ("an hour", .hours(1)), ("3 hrs", .hours(3)),
        ("90 minutes", .minutes(90)), ("90 min", .minutes(90)), ("1 minute", .minutes(1)),
        ("3 weeks", .weeks(3)), ("a week", .weeks(1)), ("one week", .weeks(1)),
        ("6 months", .months(6)), ("1 Month", .months(1)), ("  2   days ", .days(2)),
    ])
    func `a delay is read as people write it`(text: String, delay: Delay) throws {
        #expect(try Delay(parsing: text) == delay)
    }

    @Test(arguments: [
        ("2 dayz", #""2 dayz" is not a duration; did you mean "2 days"?"#),
        ("3dys", #""3dys" is not a duration; did you mean "3 days"?"#),
        ("1 horus", #""1 horus" is not a duration; did you mean "1 hour"?"#),
        ("1 year", #""1 year" is not a duration; did you mean "12 months"?"#),
        ("1.5 days", #""1.5 days" is not a duration; did you mean "36 hours"?"#),
        ("1,5 hours", #""1,5 hours" is not a duration; did you mean "90 minutes"?"#),
        ("days", #""days" is not a duration; write it as "2 days""#),
        ("2", #""2" is not a duration; write it as "2 days""#),
        ("", #""" is not a duration; write it as "2 days""#),
        ("5 m", #""5 m" is not a duration; write it as "2 days""#),
        ("soon", #""soon" is not a duration; write it as "2 days""#),
        ("1 day 12 hours", #""1 day 12 hours" is not a duration; write it as "2 days""#),
        ("0 days", #""0 days" is not a duration; it must be longer than zero"#),
        ("-1 days", #""-1 days" is not a duration; it must be longer than zero"#),
        ("11 years", #""11 years" is not a duration; write it as "2 days""#),
        ("121 months", #""121 months" is not a duration; it must be at most 10 years"#),
        ("3653 days", #""3653 days" is not a duration; it must be at most 10 years"#),
        ("99999999999999999999 days", #""99999999999999999999 days" is not a duration; write it as "2 days""#),
    ])
    func `what is no delay is refused with advice`(text: String, message: String) {
        let mistake = #expect(throws: UnreadableTime.self) { try Delay(parsing: text) }
        #expect(mistake?.description == message)
    }

    @Test(arguments: [
        (Delay.days(1), "1 day"), (.days(2), "2 days"), (.weeks(1), "1 week"), (.minutes(90), "90 minutes"),
    ])
    func `a delay writes what it reads`(delay: Delay, text: String) throws {
        #expect(delay.description == text)
        #expect(try Delay(parsing: text) == delay)
    }

    @Test(arguments: Delay.Unit.allCases)
    func `ten years is the most and one unit the least`(unit: Delay.Unit) {
        #expect(Delay(unit.amountMax, unit) != nil)
        #expect(Delay(unit.amountMax + 1, unit) == nil)
        #expect(Delay(0, unit) == nil)
        #expect(Delay(-1, unit) == nil)
    }

    @Test(
        .row("D1", "D2"),
        arguments: [
            // D2: enrolled Monday, two days later is Wednesday.
            ("2 days", "Europe/Paris", "2026-06-01T10:00+02:00", "2026-06-03T10:00+02:00"),
            ("1 minute", "Europe/Paris", "2026-06-01T10:00+02:00", "2026-06-01T10:01+02:00"),
            ("3 weeks", "Europe/Paris", "2026-06-01T10:00+02:00", "2026-06-22T10:00+02:00"),
            // A day keeps the time of day; an hour does not.
            ("1 day", "Europe/Paris", "2026-03-28T10:00+01:00", "2026-03-29T10:00+02:00"),
            ("24 hours", "Europe/Paris", "2026-03-28T10:00+01:00", "2026-03-29T11:00+02:00"),
            ("1 day", "Europe/Paris", "2026-10-24T10:00+02:00", "2026-10-25T10:00+01:00"),
            ("24 hours", "Europe/Paris", "2026-10-24T10:00+02:00", "2026-10-25T09:00+01:00"),
            ("1 week", "America/New_York", "2026-03-07T10:00-05:00", "2026-03-14T10:00-04:00"),
            // A moment that the clock skips becomes the first instant after the gap.
            ("1 day", "Europe/Paris", "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00"),
            ("1 month", "America/New_York", "2026-02-08T02:00-05:00", "2026-03-08T03:00-04:00"),
            ("1 day", "Pacific/Apia", "2011-12-29T10:00-10:00", "2011-12-31T00:00+14:00"),
            ("2 days", "Pacific/Apia", "2011-12-29T10:00-10:00", "2011-12-31T10:00+14:00"),
            // If the clock shows a moment twice, the first counts.
            ("1 day", "Europe/Paris", "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"),
            ("1 week", "America/New_York", "2026-10-25T01:15-04:00", "2026-11-01T01:15-04:00"),
            ("1 day", "Europe/Paris", "2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00"),
            ("1 day", "Australia/Lord_Howe", "2026-04-04T01:45+11:00", "2026-04-05T01:45+11:00"),
            ("1 day", "Australia/Lord_Howe", "2026-10-03T02:15+10:30", "2026-10-04T02:30+11:00"),
            // Months clamp to the last day.
            ("1 month", "Europe/Paris", "2026-01-31T10:00+01:00", "2026-02-28T10:00+01:00"),
            ("1 month", "Europe/Paris", "2028-01-31T10:00+01:00", "2028-02-29T10:00+01:00"),
            ("3 months", "Europe/Paris", "2026-01-31T10:00+01:00", "2026-04-30T10:00+02:00"),
            ("12 months", "Europe/Paris", "2028-02-29T10:00+01:00", "2029-02-28T10:00+01:00"),
            ("2 months", "Asia/Tokyo", "2026-11-30T10:00+09:00", "2027-01-30T10:00+09:00"),
            ("120 months", "Asia/Kathmandu", "2026-12-31T23:59:59+05:45", "2036-12-31T23:59:59+05:45"),
        ]
    )
    func `a delay ends where the contact's calendar says`(text: String, zone: String, start: String, end: String) throws
    {
        #expect(try Delay(parsing: text).end(from: instant(start), in: Zones.named(zone)) == instant(end))
    }

    @Test(arguments: [
        ("1 month", "UTC", "2026-02-28T12:00Z", "2026-01-31T12:00Z"),
        ("1 month", "UTC", "2026-05-30T12:00Z", "2026-04-30T12:00Z"),
        ("30 days", "Europe/Paris", "2026-04-10T10:00+02:00", "2026-03-11T10:00+01:00"),
        ("1 hour", "Europe/Paris", "2026-03-29T03:30+02:00", "2026-03-29T01:30+01:00"),
        ("13 months", "UTC", "2026-01-15T00:00Z", "2024-12-15T00:00Z"),
    ])
    func `the latest start of a delay is the last one that is over by then`(
        text: String,
        zone: String,
        end: String,
        start: String
    ) throws {
        #expect(try Delay(parsing: text).latestStart(endingBy: instant(end), in: Zones.named(zone)) == instant(start))
    }

    /// A month is over on March 28 for every moment of February 28, and on April 1 for the first moment of March.
    @Test(arguments: [
        ("1 month", "UTC", "2026-03-31T12:00Z", "2026-03-01T00:00Z"),
        ("6 months", "Europe/Paris", "2026-08-31T10:00+02:00", "2026-03-01T00:00+01:00"),
        ("1 day", "Europe/Paris", "2026-03-30T02:30+02:00", "2026-03-29T03:00+02:00"),
    ])
    func `where days are skipped it is the last moment before them`(
        text: String,
        zone: String,
        end: String,
        next: String
    ) throws {
        let start = try Delay(parsing: text).latestStart(endingBy: instant(end), in: Zones.named(zone))

        #expect(abs(try instant(next).timeIntervalSince(start) - 1e-6) < 1e-7 * 3)
    }

    @Test func `fractions of a second survive a calendar step`() throws {
        let start = try instant("2026-06-01T10:00Z").addingTimeInterval(0.25)

        let end = Delay.days(1).end(from: start, in: .gmt)

        #expect(end == start.addingTimeInterval(86_400))
    }
}
