import Automation
import Foundation
import TestSupport
import Testing

/// Windows on ordinary days. 2026-06-01 is a Monday; Paris is two hours ahead of UTC.
struct WindowTests {
    @Test(
        .row("P1", "P2", "P3", "P4"),
        arguments: [
            // P3: outside the hours on an allowed day.
            ("daily 07:00-12:00", "2026-06-03T05:00+02:00", "2026-06-03T07:00+02:00"),
            ("daily 07:00-12:00", "2026-06-03T06:59:59+02:00", "2026-06-03T07:00+02:00"),
            ("daily 07:00-12:00", "2026-06-03T12:00+02:00", "2026-06-04T07:00+02:00"),
            ("daily 07:00-12:00", "2026-06-03T13:00+02:00", "2026-06-04T07:00+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-05T18:00+02:00", "2026-06-08T09:00+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-03T18:00+02:00", "2026-06-04T09:00+02:00"),
            // P1: another day keeps the time of day if the window allows it.
            ("mon-fri", "2026-06-06T10:00+02:00", "2026-06-08T10:00+02:00"),
            ("mon-fri", "2026-06-07T23:59:30+02:00", "2026-06-08T23:59:30+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-06T10:00+02:00", "2026-06-08T10:00+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-06T09:00+02:00", "2026-06-08T09:00+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-06T08:59+02:00", "2026-06-08T09:00+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-06T17:00+02:00", "2026-06-08T09:00+02:00"),
            ("mon-fri 09:00-17:00", "2026-06-06T16:59:59+02:00", "2026-06-08T16:59:59+02:00"),
            // P2: weekends only, in the morning.
            ("weekends 08:00-11:00", "2026-06-03T10:00+02:00", "2026-06-06T10:00+02:00"),
            ("weekends 08:00-11:00", "2026-06-03T15:00+02:00", "2026-06-06T08:00+02:00"),
            ("weekends 08:00-11:00", "2026-06-07T11:00+02:00", "2026-06-13T08:00+02:00"),
            // P4: several ranges a day, and separate ranges for some days.
            ("mon-fri 09:00-12:00; mon-fri 14:00-17:00", "2026-06-03T13:00+02:00", "2026-06-03T14:00+02:00"),
            ("mon-fri 14:00-17:00; mon-fri 09:00-12:00", "2026-06-03T08:00+02:00", "2026-06-03T09:00+02:00"),
            ("mon-fri 09:00-12:00; mon-fri 14:00-17:00", "2026-06-06T13:00+02:00", "2026-06-08T09:00+02:00"),
            ("mon-fri 09:00-12:00; mon-fri 14:00-17:00", "2026-06-06T15:00+02:00", "2026-06-08T15:00+02:00"),
            ("mon-thu 09:00-17:00; fri 09:00-12:00", "2026-06-05T14:00+02:00", "2026-06-08T14:00+02:00"),
            ("mon-thu 09:00-13:00; fri 09:00-12:00", "2026-06-05T14:00+02:00", "2026-06-08T09:00+02:00"),
            ("wed 10:00-11:00", "2026-06-03T11:00+02:00", "2026-06-10T10:00+02:00"),
            // A range across midnight belongs to the day on which it opens.
            ("daily 22:00-06:00", "2026-06-03T12:00+02:00", "2026-06-03T22:00+02:00"),
            ("fri 22:00-02:00", "2026-06-06T02:00+02:00", "2026-06-12T22:00+02:00"),
            ("mon-thu 22:00-02:00", "2026-06-06T01:30+02:00", "2026-06-08T22:00+02:00"),
            ("fri 22:00-02:00; sat 10:00-12:00", "2026-06-06T03:00+02:00", "2026-06-06T10:00+02:00"),
            ("fri 22:00-00:00", "2026-06-06T00:00+02:00", "2026-06-12T22:00+02:00"),
            // Excluded dates, holidays, the end of a year.
            ("mon-fri 09:00-17:00; except 2026-06-08", "2026-06-06T10:00+02:00", "2026-06-09T10:00+02:00"),
            ("mon-fri 09:00-17:00; except 2026-06-03", "2026-06-03T08:00+02:00", "2026-06-04T09:00+02:00"),
            ("mon-fri 09:00-17:00; except 2026-06-03", "2026-06-03T10:00+02:00", "2026-06-04T10:00+02:00"),
            ("daily 22:00-06:00; except 2026-06-03", "2026-06-03T23:00+02:00", "2026-06-04T23:00+02:00"),
            ("mon-fri 09:00-17:00; holidays FR", "2026-05-22T18:00+02:00", "2026-05-26T09:00+02:00"),
            ("mon-fri 09:00-17:00; holidays FR", "2026-12-31T18:00+01:00", "2027-01-04T09:00+01:00"),
            ("mon-fri 09:00-17:00; holidays US", "2026-12-31T18:00+01:00", "2027-01-04T09:00+01:00"),
            ("daily 09:00-17:00", "2026-12-31T23:59:59+01:00", "2027-01-01T09:00+01:00"),
            (
                "fri 09:00-17:00; except 2026-12-25; except 2027-01-01", "2026-12-24T10:00+01:00",
                "2027-01-08T10:00+01:00"
            ),
        ]
    )
    func `a send that falls outside leaves at the next allowed moment`(hours: String, due: String, leaves: String)
        throws
    {
        #expect(try window(hours).verdict(at: due, in: "Europe/Paris") == .closed(until: instant(leaves)))
    }

    @Test(arguments: [
        ("mon-fri 09:00-17:00", "2026-06-06T10:00+02:00", "2026-06-08T09:00+02:00"),
        ("mon-fri", "2026-06-06T10:00+02:00", "2026-06-08T00:00+02:00"),
        ("weekends 08:00-11:00", "2026-06-03T10:00+02:00", "2026-06-06T08:00+02:00"),
        ("mon-fri 09:00-17:00", "2026-06-05T18:00+02:00", "2026-06-08T09:00+02:00"),
        ("mon-fri 09:00-17:00", "2026-06-03T05:00+02:00", "2026-06-03T09:00+02:00"),
    ])
    func `told to resume at the opening, it does so on any day`(hours: String, due: String, leaves: String) throws {
        let window = try window(hours, resume: .opening)
        #expect(try window.verdict(at: due, in: "Europe/Paris") == .closed(until: instant(leaves)))
    }

    @Test(arguments: [
        ("daily 07:00-12:00", "2026-06-03T07:00+02:00", "2026-06-03T12:00+02:00"),
        ("daily 07:00-12:00", "2026-06-03T11:59:59+02:00", "2026-06-03T12:00+02:00"),
        ("mon-fri", "2026-06-03T10:00+02:00", "2026-06-06T00:00+02:00"),
        ("fri 22:00-02:00", "2026-06-06T01:59+02:00", "2026-06-06T02:00+02:00"),
        ("fri 22:00-02:00; except 2026-06-06", "2026-06-06T01:00+02:00", "2026-06-06T02:00+02:00"),
        ("daily 09:00-12:00; daily 12:00-14:00", "2026-06-03T10:00+02:00", "2026-06-03T14:00+02:00"),
        ("daily 09:00-13:00; daily 12:00-14:00", "2026-06-03T12:30+02:00", "2026-06-03T14:00+02:00"),
        ("daily 22:00-24:00; daily 00:00-06:00", "2026-06-03T23:00+02:00", "2026-06-04T06:00+02:00"),
        ("daily; except 2026-12-25", "2026-06-03T10:00+02:00", "2026-12-25T00:00+01:00"),
        ("daily 09:00-17:00", "2026-12-31T10:00+01:00", "2026-12-31T17:00+01:00"),
    ])
    func `an open window says when it closes`(hours: String, now: String, closes: String) throws {
        #expect(try window(hours).verdict(at: now, in: "Europe/Paris") == .open(until: instant(closes)))
    }

    @Test(arguments: [
        "daily", "daily 00:00-12:00; daily 12:00-00:00", "mon-fri; weekends", "daily 20:00-08:00; daily 08:00-20:00",
    ])
    func `a window without a pause never closes`(hours: String) throws {
        #expect(try window(hours).verdict(at: "2026-03-29T00:30:00Z", in: "Europe/Paris") == .open(until: nil))
    }

    @Test func `fractions of a second are before the close and after the opening`() throws {
        let window = try window("daily 07:00-12:00")
        let zone = try Zones.named("Europe/Paris")
        func verdict(_ now: Date) -> Window.Verdict { window.verdict(at: now, contactZone: zone, workspaceZone: .gmt) }

        let opening = try instant("2026-06-03T07:00+02:00")
        let close = try instant("2026-06-03T12:00+02:00")

        #expect(verdict(opening.addingTimeInterval(-0.000_5)) == .closed(until: opening))
        #expect(verdict(close.addingTimeInterval(-0.000_5)) == .open(until: close))
        #expect(try verdict(close.addingTimeInterval(0.000_5)).opensAt == instant("2026-06-04T07:00+02:00"))
    }

    @Test(arguments: [
        ("contact", "2026-06-04T07:00+09:00"), ("workspace", "2026-06-04T07:00+02:00"),
        ("America/New_York", "2026-06-04T07:00-04:00"),
    ])
    func `the zone rule decides on whose clock`(rule: String, opens: String) throws {
        var window = try window("daily 07:00-08:00")
        window.zone = try ZoneRule(parsing: rule)

        let verdict = window.verdict(
            at: try instant("2026-06-03T12:00Z"),
            contactZone: try Zones.named("Asia/Tokyo"),
            workspaceZone: try Zones.named("Europe/Paris")
        )

        #expect(try verdict == .closed(until: instant(opens)))
    }
}
