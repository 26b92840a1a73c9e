import Automation
import Foundation
import Testing

/// Windows where clocks are changed, days are missing and offsets are unusual.
struct WindowClockChangeTests {
    @Test(arguments: [
        ("Europe/Paris", "2026-03-27T18:00+01:00", "2026-03-30T05:00Z"),
        ("Europe/Paris", "2026-03-27T06:00+01:00", "2026-03-27T06:00Z"),
        ("Europe/Paris", "2026-10-23T18:00+02:00", "2026-10-26T06:00Z"),
        ("America/New_York", "2026-03-06T18:00-05:00", "2026-03-09T11:00Z"),
        ("America/New_York", "2026-10-30T18:00-04:00", "2026-11-02T12:00Z"),
        ("Asia/Tokyo", "2026-03-27T18:00+09:00", "2026-03-29T22:00Z"),
        ("Asia/Tokyo", "2026-10-30T18:00+09:00", "2026-11-01T22:00Z"),
        ("Australia/Lord_Howe", "2026-04-03T18:00+11:00", "2026-04-05T20:30Z"),
        ("Australia/Lord_Howe", "2026-10-02T18:00+10:30", "2026-10-04T20:00Z"),
        ("Asia/Kathmandu", "2026-06-05T18:00+05:45", "2026-06-08T01:15Z"),
        ("Pacific/Chatham", "2026-06-05T18:00+12:45", "2026-06-07T18:15Z"),
        ("Pacific/Kiritimati", "2026-06-05T18:00+14:00", "2026-06-07T17:00Z"),
        ("Etc/GMT+12", "2026-06-05T18:00-12:00", "2026-06-08T19:00Z"),
        ("Pacific/Apia", "2011-12-29T18:00-10:00", "2012-01-01T17:00Z"),
    ])
    func `Monday to Friday from seven to noon opens to the second and lasts five hours`(
        zone: String,
        due: String,
        opens: String
    ) throws {
        let window = try window("mon-fri 07:00-12:00")
        let opening = try instant(opens)

        #expect(try window.verdict(at: due, in: zone) == .closed(until: opening))
        let whenOpen = window.verdict(at: opening, contactZone: try Zones.named(zone), workspaceZone: .gmt)
        #expect(whenOpen == .open(until: opening.addingTimeInterval(5 * 3600)))
    }

    @Test(arguments: [
        // An opening in the gap becomes the first instant after it. A range entirely inside the gap is skipped.
        ("daily 02:30-05:00", "Europe/Paris", "2026-03-29T00:30+01:00", "2026-03-29T03:00+02:00"),
        ("daily 02:15-02:45", "Europe/Paris", "2026-03-29T00:30+01:00", "2026-03-30T02:15+02:00"),
        ("daily 02:00-04:00", "Australia/Lord_Howe", "2026-10-03T12:00+10:30", "2026-10-04T02:30+11:00"),
        ("sun", "America/Santiago", "2026-09-05T23:30-04:00", "2026-09-06T23:30-03:00"),
        ("sun 00:00-06:00", "America/Santiago", "2026-09-05T23:30-04:00", "2026-09-06T01:00-03:00"),
        ("sun", "Europe/Paris", "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00"),
        ("sun 01:00-02:30", "Europe/Paris", "2026-03-28T02:20+01:00", "2026-03-29T01:00+01:00"),
        // Of two equal readings, the first opens the window, and it closes for the night.
        ("daily 02:30-05:00", "Europe/Paris", "2026-10-25T00:30+02:00", "2026-10-25T02:30+02:00"),
        ("daily 01:00-02:30", "Europe/Paris", "2026-10-25T02:10+01:00", "2026-10-26T02:10+01:00"),
        ("mon-fri", "Europe/Paris", "2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00"),
        ("sun", "Europe/Paris", "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"),
        ("daily 01:45-04:00", "Australia/Lord_Howe", "2026-04-04T23:00+11:00", "2026-04-05T01:45+11:00"),
        ("sun 00:00-06:00", "America/Havana", "2026-10-31T23:00-04:00", "2026-11-01T00:00-04:00"),
        ("mon-fri 09:00-17:00", "America/St_Johns", "2010-11-06T23:30-03:30", "2010-11-08T09:00-03:30"),
        // Samoa had no December 30, 2011.
        ("mon-fri 09:00-17:00", "Pacific/Apia", "2011-12-29T18:00-10:00", "2012-01-02T09:00+14:00"),
        ("daily 09:00-17:00", "Pacific/Apia", "2011-12-29T18:00-10:00", "2011-12-31T09:00+14:00"),
        ("fri", "Pacific/Apia", "2011-12-29T18:00-10:00", "2012-01-06T18:00+14:00"),
        ("fri; sat", "Pacific/Apia", "2011-12-29T18:00-10:00", "2011-12-31T18:00+14:00"),
        ("fri; sat 08:00-20:00", "Pacific/Apia", "2011-12-28T10:00-10:00", "2011-12-31T10:00+14:00"),
    ])
    func `a window opens at the first instant the clock shows its opening`(
        hours: String,
        zone: String,
        due: String,
        leaves: String
    ) throws {
        #expect(try window(hours).verdict(at: due, in: zone) == .closed(until: instant(leaves)))
    }

    @Test(arguments: [
        ("daily 02:30-05:00", "Europe/Paris", "2026-10-25T02:10+01:00", "2026-10-25T05:00+01:00"),
        ("daily 01:00-02:30", "Europe/Paris", "2026-10-25T01:30+02:00", "2026-10-25T02:30+02:00"),
        ("daily 01:00-03:00", "Europe/Paris", "2026-10-25T02:59+01:00", "2026-10-25T03:00+01:00"),
        ("daily 00:00-06:00", "America/Havana", "2026-11-01T00:30-05:00", "2026-11-01T06:00-05:00"),
        ("daily 00:00-06:00", "America/St_Johns", "2010-11-06T23:30-03:30", "2010-11-07T06:00-03:30"),
        ("daily 20:00-02:30", "Europe/Paris", "2026-03-28T23:00+01:00", "2026-03-29T03:00+02:00"),
        ("daily 20:00-02:00; daily 03:00-04:00", "Europe/Paris", "2026-03-28T23:00+01:00", "2026-03-29T04:00+02:00"),
        ("sat", "Europe/Paris", "2026-10-24T12:00+02:00", "2026-10-25T00:00+02:00"),
        ("sun", "Europe/Paris", "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00"),
        ("daily 08:00-20:00", "Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-29T20:00-10:00"),
        ("thu; fri", "Pacific/Apia", "2011-12-29T12:00-10:00", "2011-12-31T00:00+14:00"),
        ("thu; sat", "Pacific/Apia", "2011-12-29T12:00-10:00", "2012-01-01T00:00+14:00"),
    ])
    func `a window closes once`(hours: String, zone: String, now: String, closes: String) throws {
        #expect(try window(hours).verdict(at: now, in: zone) == .open(until: instant(closes)))
    }
}
