import Automation
import Foundation
import Testing

struct LocalCalendarTests {
    @Test(arguments: [
        ("Europe/Paris", "2026-03-29", "01:59", "2026-03-29T01:59+01:00"),
        ("Europe/Paris", "2026-03-29", "02:00", "2026-03-29T03:00+02:00"),
        ("Europe/Paris", "2026-03-29", "02:59", "2026-03-29T03:00+02:00"),
        ("Europe/Paris", "2026-03-29", "03:00", "2026-03-29T03:00+02:00"),
        ("Europe/Paris", "2026-10-25", "01:59", "2026-10-25T01:59+02:00"),
        ("Europe/Paris", "2026-10-25", "02:00", "2026-10-25T02:00+02:00"),
        ("Europe/Paris", "2026-10-25", "02:59", "2026-10-25T02:59+02:00"),
        ("Europe/Paris", "2026-10-25", "03:00", "2026-10-25T03:00+01:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T03:00-04:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01T01:30-04:00"),
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T01:00-03:00"),
        ("America/Havana", "2026-11-01", "00:00", "2026-11-01T00:00-04:00"),
        ("America/Havana", "2026-11-01", "01:00", "2026-11-01T01:00-05:00"),
        ("America/Sao_Paulo", "2019-02-17", "00:00", "2019-02-17T00:00-03:00"),
        ("America/St_Johns", "2010-11-07", "00:00", "2010-11-07T00:00-02:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-04T02:30+11:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:40", "2026-04-05T01:40+11:00"),
        ("Pacific/Apia", "2011-12-30", "12:00", "2011-12-31T00:00+14:00"),
        ("Pacific/Kiritimati", "2026-01-01", "00:00", "2026-01-01T00:00+14:00"),
        ("Etc/GMT+12", "2026-01-01", "00:00", "2026-01-01T00:00-12:00"),
        ("Pacific/Chatham", "2026-09-27", "03:00", "2026-09-27T03:45+13:45"),
        ("Asia/Kathmandu", "2026-06-01", "24:00", "2026-06-02T00:00+05:45"),
    ])
    func `a reading stands for the first instant that shows it or more`(
        zone: String,
        date: String,
        time: String,
        expected: String
    ) throws {
        let calendar = LocalCalendar(try Zones.named(zone))

        let found = calendar.firstInstant(on: try LocalDate(parsing: date), at: try LocalTime(parsing: time))

        #expect(try found == instant(expected))
    }

    @Test(arguments: [
        ("Pacific/Kiritimati", "2026-06-01T10:00Z", "2026-06-02"), ("Etc/GMT+12", "2026-06-01T10:00Z", "2026-05-31"),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"), ("Pacific/Apia", "2011-12-30T10:00Z", "2011-12-31"),
        ("Asia/Kathmandu", "1969-12-31T18:14Z", "1969-12-31"),
    ])
    func `each zone has its own date`(zone: String, now: String, date: String) throws {
        #expect(LocalCalendar(try Zones.named(zone)).date(at: try instant(now)).description == date)
    }
}
