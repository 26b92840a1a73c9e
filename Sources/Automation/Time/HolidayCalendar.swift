/// A country's public holidays as its law stands today, computed for any year.
package enum HolidayCalendar: String, Codable, CaseIterable, Hashable, Sendable {
    /// The eleven days of the Code du travail (L3133-1).
    case france = "FR"
    /// The eleven federal holidays (5 U.S.C. 6103), and the Friday or Monday on which one is observed that falls on a
    /// weekend.
    case unitedStates = "US"

    package func contains(_ date: LocalDate) -> Bool { name(of: date) != nil }

    /// The holiday's name, or nil on an ordinary day.
    package func name(of date: LocalDate) -> String? {
        switch self {
        case .france: Self.frenchHoliday(on: date)
        case .unitedStates: Self.federalHoliday(on: date) ?? Self.observedFederalHoliday(on: date)
        }
    }

    private static func frenchHoliday(on date: LocalDate) -> String? {
        switch (date.month, date.day) {
        case (1, 1): return "Jour de l’an"
        case (5, 1): return "Fête du Travail"
        case (5, 8): return "Victoire 1945"
        case (7, 14): return "Fête nationale"
        case (8, 15): return "Assomption"
        case (11, 1): return "Toussaint"
        case (11, 11): return "Armistice 1918"
        case (12, 25): return "Noël"
        default: return easterHoliday(on: date)
        }
    }

    private static func easterHoliday(on date: LocalDate) -> String? {
        switch date.dayNumber - LocalDate.easter(of: date.year).dayNumber {
        case 1: "Lundi de Pâques"
        case 39: "Ascension"
        case 50: "Lundi de Pentecôte"
        default: nil
        }
    }

    private static func federalHoliday(on date: LocalDate) -> String? {
        switch (date.month, date.day) {
        case (1, 1): "New Year’s Day"
        case (6, 19): "Juneteenth"
        case (7, 4): "Independence Day"
        case (11, 11): "Veterans Day"
        case (12, 25): "Christmas Day"
        default: federalHolidayOfTheWeek(on: date)
        }
    }

    /// Holidays that are always the first, second, third, fourth or last such weekday of their month.
    private static func federalHolidayOfTheWeek(on date: LocalDate) -> String? {
        switch (date.month, date.weekday, (date.day - 1) / 7 + 1) {
        case (1, .monday, 3): "Martin Luther King Jr. Day"
        case (2, .monday, 3): "Washington’s Birthday"
        case (5, .monday, _) where date.adding(days: 7).month == 6: "Memorial Day"
        case (9, .monday, 1): "Labor Day"
        case (10, .monday, 2): "Columbus Day"
        case (11, .thursday, 4): "Thanksgiving Day"
        default: nil
        }
    }

    private static func observedFederalHoliday(on date: LocalDate) -> String? {
        let actual: LocalDate
        switch date.weekday {
        case .friday: actual = date.adding(days: 1)
        case .monday: actual = date.adding(days: -1)
        case .tuesday, .wednesday, .thursday, .saturday, .sunday: return nil
        }
        return federalHoliday(on: actual).map { "\($0) (observed)" }
    }
}

extension LocalDate {
    /// Easter Sunday of the western churches (the anonymous Gregorian algorithm, Nature, 1876).
    static func easter(of year: Int) -> LocalDate {
        let (century, golden) = (year / 100, year % 19)
        let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
        let dayShift = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - epact - year % 100 % 4) % 7
        let correction = (golden + 11 * epact + 22 * dayShift) / 451
        let monthAndDay = epact + dayShift - 7 * correction + 114
        return LocalDate(dayNumber: dayNumber(year: year, month: monthAndDay / 31, day: monthAndDay % 31 + 1))
    }
}
