import Automation
import Testing

struct HolidayCalendarTests {
    @Test(arguments: [
        ("2000-04-24", "Lundi de Pâques"), ("2024-04-01", "Lundi de Pâques"), ("2025-04-21", "Lundi de Pâques"),
        ("2026-04-06", "Lundi de Pâques"), ("2038-04-26", "Lundi de Pâques"), ("2285-03-23", "Lundi de Pâques"),
        ("2026-05-14", "Ascension"), ("2026-05-25", "Lundi de Pentecôte"), ("2027-05-06", "Ascension"),
        ("2026-01-01", "Jour de l’an"), ("2026-05-01", "Fête du Travail"), ("2026-05-08", "Victoire 1945"),
        ("2026-07-14", "Fête nationale"), ("2026-08-15", "Assomption"), ("2026-11-01", "Toussaint"),
        ("2026-11-11", "Armistice 1918"), ("2026-12-25", "Noël"),
        ("2026-04-05", nil), ("2026-04-03", nil), ("2026-12-26", nil), ("2026-06-01", nil),
    ])
    func `France rests on eleven days, three of them counted from Easter`(date: String, name: String?) throws {
        #expect(HolidayCalendar.france.name(of: try LocalDate(parsing: date)) == name)
    }

    @Test(arguments: [
        ("2026-01-19", "Martin Luther King Jr. Day"), ("2026-02-16", "Washington’s Birthday"),
        ("2026-05-25", "Memorial Day"),
        ("2026-06-19", "Juneteenth"), ("2026-09-07", "Labor Day"), ("2026-10-12", "Columbus Day"),
        ("2026-11-26", "Thanksgiving Day"), ("2026-12-25", "Christmas Day"),
        ("2026-07-03", "Independence Day (observed)"), ("2026-07-04", "Independence Day"),
        ("2027-07-05", "Independence Day (observed)"), ("2021-12-31", "New Year’s Day (observed)"),
        ("2026-05-18", nil), ("2026-11-19", nil), ("2026-07-06", nil), ("2026-11-12", nil),
    ])
    func `the United States observe weekend holidays on the nearest working day`(date: String, name: String?) throws {
        #expect(HolidayCalendar.unitedStates.name(of: try LocalDate(parsing: date)) == name)
    }

    @Test(arguments: [2024, 2025, 2026, 2027, 2028, 2100])
    func `every year has its eleven French holidays`(year: Int) throws {
        let newYear = try #require(LocalDate(year: year, month: 1, day: 1))
        let days = (0..<366).map(newYear.adding(days:)).filter { $0.year == year }
        #expect(days.count { HolidayCalendar.france.contains($0) } == 11)
    }
}
