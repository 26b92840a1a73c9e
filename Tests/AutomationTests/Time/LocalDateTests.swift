import Automation
import Foundation
import Testing

struct LocalDateTests {
    @Test(arguments: [
        ("1970-01-01", 0, Weekday.thursday), ("1969-12-31", -1, .wednesday), ("2000-02-29", 11_016, .tuesday),
        ("2026-03-29", 20_541, .sunday), ("0001-01-01", -719_162, .monday), ("9999-12-31", 2_932_896, .friday),
    ])
    func `a date has a number and a weekday`(text: String, dayNumber: Int, weekday: Weekday) throws {
        let date = try LocalDate(parsing: text)
        #expect(date.dayNumber == dayNumber)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(arguments: [
        "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "tomorrow", "", "2026-01-01Z",
        "+026-01-01",
    ])
    func `a day the calendar does not have is refused`(text: String) {
        let mistake = #expect(throws: UnreadableTime.self) { try LocalDate(parsing: text) }
        #expect(mistake?.description == "\"\(text)\" is not a date; write year-month-day, as in \"2026-12-25\"")
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"), ("2026-01-15", -1, "2025-12-15"), ("2026-05-31", -12, "2025-05-31"),
    ])
    func `months are counted on the calendar`(start: String, months: Int, end: String) throws {
        #expect(try LocalDate(parsing: start).adding(months: months).description == end)
    }

    @Test func `every day of four centuries agrees with Foundation`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for dayNumber in stride(from: -60_000, to: 86_097, by: 13) {
            let date = LocalDate(dayNumber: dayNumber)
            let parts = calendar.dateComponents(
                [.year, .month, .day],
                from: Date(timeIntervalSince1970: Double(dayNumber) * 86_400)
            )
            #expect([date.year, date.month, date.day] == [parts.year, parts.month, parts.day])
            #expect(LocalDate(year: date.year, month: date.month, day: date.day) == date)
        }
    }
}
