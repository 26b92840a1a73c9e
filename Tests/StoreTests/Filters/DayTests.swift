import Automation
import Foundation
import Postgres
import Store
import Testing

/// A date is a day, from its first to its last moment, on the contact's calendar, or else on the workspace's.
@Suite(.timeLimit(.minutes(10)))
struct DayTests {
    /// A question about one contact at one moment; the workspace is in New York.
    struct Case: CustomTestStringConvertible {
        let value: String
        let comparison: Comparison
        let zone: String?
        let now: String
        let holds: Bool

        init(_ value: String, _ comparison: Comparison, in zone: String? = nil, at now: String, _ holds: Bool) {
            (self.value, self.comparison, self.zone, self.now, self.holds) = (value, comparison, zone, now, holds)
        }

        var testDescription: String {
            "\(value) \(comparison) in \(zone ?? "the workspace's zone") at \(now): \(holds)"
        }
    }

    private func check(_ cases: [Case], at location: SourceLocation = #_sourceLocation) async throws {
        try await Scene.lend { scene in
            for each in cases {
                let id = try await scene.rows(
                    """
                    INSERT INTO crm.contacts (time_zone, properties) VALUES ($1, jsonb_build_object('on', $2::text))
                    RETURNING id
                    """,
                    [.text(each.zone), .text(each.value)]
                )[0].integer("id")
                let now = try Date(each.now, strategy: .iso8601)
                let filter = Filter.property(PropertyTest(PropertyReference("on"), each.comparison))
                try await scene.later(now.timeIntervalSince(scene.now)) { scene async throws in
                    let asked = MatchContacts(filter, among: [Candidate(ContactID(rawValue: id))], in: .newYork)
                    let found = try await scene.pool.run(asked)
                    #expect(found.count == (each.holds ? 1 : 0), "\(each.testDescription)", sourceLocation: location)
                }
            }
        }
    }

    @Test func `a day is so old when that many days have gone by on the contact's calendar`() async throws {
        try await check([
            Case("2026-06-01", .olderThan(.days(3)), at: "2026-06-03T23:59:59-04:00", false),
            Case("2026-06-01", .olderThan(.days(3)), at: "2026-06-04T00:00:00-04:00", true),
            Case("2026-06-01", .inLast(.days(3)), at: "2026-06-03T23:59:59-04:00", true),
            Case("2026-06-01", .inLast(.days(3)), at: "2026-06-04T00:00:00-04:00", false),
            Case("2026-06-01", .olderThan(.days(3)), in: "Pacific/Auckland", at: "2026-06-03T23:59:59+12:00", false),
            Case("2026-06-01", .olderThan(.days(3)), in: "Pacific/Auckland", at: "2026-06-04T00:00:00+12:00", true),
        ])
    }

    @Test func `a zone that is none leaves the workspace's calendar`() async throws {
        for zone in ["Mars/Olympus", "GMT+5", "PST", "EST5EDT,M3.2.0", "Europe/Paris+3", "", "Etc/Unknown9"] {
            try await check([
                Case("2026-06-01", .olderThan(.days(3)), in: zone, at: "2026-06-03T23:59:59-04:00", false),
                Case("2026-06-01", .olderThan(.days(3)), in: zone, at: "2026-06-04T00:00:00-04:00", true),
            ])
        }
    }

    @Test func `a moment belongs to the whole day it lies in`() async throws {
        let (first, last) = (Self.day("2026-06-01"), Self.day("2026-06-30"))
        let noon = "2026-07-05T12:00:00Z"
        let lastMoment = "2026-06-30T23:59:59-04:00"
        let nextDay = "2026-07-01T00:00:00-04:00"
        try await check([
            Case(lastMoment, .between(first, last), at: noon, true),
            Case(nextDay, .between(first, last), at: noon, false),
            Case("2026-05-31T23:59:59-04:00", .between(first, last), at: noon, false),
            Case("2026-06-01T00:00:00-04:00", .between(first, last), at: noon, true),
            Case(lastMoment, .equals(last), at: noon, true),
            Case(nextDay, .equals(last), at: noon, false),
            Case(lastMoment, .notEquals(last), at: noon, false),
            Case(lastMoment, .atMost(last), at: noon, true),
            Case(nextDay, .atMost(last), at: noon, false),
            Case(lastMoment, .moreThan(last), at: noon, false),
            Case(nextDay, .moreThan(last), at: noon, true),
            Case(lastMoment, .lessThan(last), at: noon, false),
            Case(lastMoment, .atLeast(last), at: noon, true),
            Case("2026-06-29T23:59:59-04:00", .atLeast(last), at: noon, false),
            Case("2026-06-29T23:59:59-04:00", .lessThan(last), at: noon, true),
            Case("2026-06-30", .equals(last), at: noon, true),
            Case("2026-06-30", .between(first, last), at: noon, true),
            Case("2026-06-30", .moreThan(last), at: noon, false),
            Case("2026-07-01", .moreThan(last), at: noon, true),
            Case("2026-06-30T20:00:00Z", .equals(last), in: "Asia/Tokyo", at: noon, false),
            Case("2026-06-30T20:00:00Z", .equals(Self.day("2026-07-01")), in: "Asia/Tokyo", at: noon, true),
        ])
    }

    @Test func `a date lies in the next days until it is over`() async throws {
        try await check([
            Case("2026-06-10", .inNext(.days(3)), at: "2026-06-06T23:59:59-04:00", false),
            Case("2026-06-10", .inNext(.days(3)), at: "2026-06-07T00:00:00-04:00", true),
            Case("2026-06-10", .inNext(.days(3)), at: "2026-06-10T23:59:59-04:00", true),
            Case("2026-06-10", .inNext(.days(3)), at: "2026-06-11T00:00:00-04:00", false),
            Case("2026-06-10T12:00:00Z", .inNext(.hours(3)), at: "2026-06-10T08:59:59Z", false),
            Case("2026-06-10T12:00:00Z", .inNext(.hours(3)), at: "2026-06-10T09:00:00Z", true),
            Case("2026-06-10T12:00:00Z", .inNext(.hours(3)), at: "2026-06-10T12:00:00Z", true),
            Case("2026-06-10T12:00:00Z", .inNext(.hours(3)), at: "2026-06-10T12:00:01Z", false),
        ])
    }

    @Test func `today is the day on the contact's calendar`() async throws {
        let evening = "2026-06-10T02:00:00Z"  // the 9th in New York, the 10th in Paris
        try await check([
            Case("2026-06-09", .today(.equals), at: evening, true),
            Case("2026-06-10", .today(.equals), at: evening, false),
            Case("2026-06-10", .today(.equals), in: "Europe/Paris", at: evening, true),
            Case("2026-06-10", .today(.notEquals), in: "Europe/Paris", at: evening, false),
            Case("2026-06-09", .today(.before), in: "Europe/Paris", at: evening, true),
            Case("2026-06-09", .today(.before), at: evening, false),
            Case("2026-06-09", .today(.atMost), at: evening, true),
            Case("2026-06-10", .today(.after), at: evening, true),
            Case("2026-06-10", .today(.atLeast), at: evening, true),
            Case("2026-06-09T22:00:00-04:00", .today(.equals), at: evening, true),
        ])
    }

    @Test func `an anniversary comes every year, from the second on`() async throws {
        try await check([
            Case("1990-06-10", .anniversary, at: "2026-06-10T12:00:00Z", true),
            Case("1990-06-10", .anniversary, at: "2026-06-11T03:59:59Z", true),
            Case("1990-06-10", .anniversary, at: "2026-06-11T04:00:00Z", false),
            Case("2026-06-10", .anniversary, at: "2026-06-10T12:00:00Z", false),
            Case("2026-06-10", .anniversary, at: "2027-06-10T12:00:00Z", true),
            Case("2000-02-29", .anniversary, at: "2027-02-28T12:00:00Z", true),
            Case("2000-02-29", .anniversary, at: "2028-02-28T12:00:00Z", false),
            Case("2000-02-29", .anniversary, at: "2028-02-29T12:00:00Z", true),
            Case("1990-01-03", .anniversaryInNext(.days(7)), at: "2026-12-26T12:00:00Z", false),
            Case("1990-01-03", .anniversaryInNext(.days(7)), at: "2026-12-27T12:00:00Z", true),
            Case("1990-01-03", .anniversaryInNext(.days(7)), at: "2027-01-03T12:00:00Z", true),
            Case("1990-01-03", .anniversaryInNext(.days(7)), at: "2027-01-04T12:00:00Z", false),
        ])
    }

    @Test(arguments: [
        ("2026-04-30T12:00:00Z", Delay.months(1), "2026-05-30T12:00:00Z"),
        ("2026-05-31T12:00:00Z", .months(6), "2026-11-30T13:00:00Z"),
        ("2026-01-31T12:00:00Z", .months(1), "2026-02-28T12:00:00Z"),
        ("2026-05-01T12:00:00Z", .hours(36), "2026-05-03T00:00:00Z"),
    ])
    func `a span ends once: at the moment and the span, not before, nor again after`(
        occurred: String,
        span: Delay,
        end: String
    ) async throws {
        try await Scene.lend { scene in
            let end = try Date(end, strategy: .iso8601)
            try await scene.pool.execute(
                """
                INSERT INTO crm.contacts (first_name) VALUES ('ada');
                INSERT INTO crm.events (contact_id, name, occurred_at, received_at) SELECT id, 'order', '\(occurred)', now() FROM crm.contacts
                """
            )
            let filter = Filter.event(EventTest("order", within: span))
            for (seconds, holds) in [(-1.0, true), (0, false), (86_400, false), (3 * 86_400, false)] {
                try await scene.later(end.timeIntervalSince(scene.now) + seconds) { scene async throws in
                    let ada = Candidate(ContactID(rawValue: 1))
                    let found = try await scene.pool.run(MatchContacts(filter, among: [ada], in: .newYork))
                    #expect(found.count == (holds ? 1 : 0), "\(seconds) s after \(end)")
                }
            }
        }
    }

    private static func day(_ text: String) -> PropertyValue { PropertyValue(dayOrMoment: text)! }
}

extension TimeZone {
    fileprivate static let newYork = TimeZone(identifier: "America/New_York")!
}
