/// A day of the Gregorian calendar, in no particular zone: `2026-03-29`.
package struct LocalDate: WrittenAsText, Comparable {
    /// Days since 1970-01-01.
    package let dayNumber: Int

    package init(dayNumber: Int) { self.dayNumber = dayNumber }

    /// Nil when the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        guard day >= 1, day <= Self.length(ofMonth: month, year: year) else { return nil }
        dayNumber = Self.dayNumber(year: year, month: month, day: day)
    }

    package init(parsing text: String) throws(UnreadableTime) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2],
            let year = Int(digits: parts[0]), let month = Int(digits: parts[1]), let day = Int(digits: parts[2]),
            let date = LocalDate(year: year, month: month, day: day)
        else { throw UnreadableTime(text, isNot: "a date", hint: "write year-month-day, as in \"2026-12-25\"") }
        self = date
    }

    package var year: Int { civil.year }
    package var month: Int { civil.month }
    package var day: Int { civil.day }
    package var weekday: Weekday { Weekday(dayNumber: dayNumber) }

    package func adding(days: Int) -> LocalDate { LocalDate(dayNumber: dayNumber + days) }

    /// The same day of another month, or that month's last day: January 31 plus one month is February 28 or 29.
    package func adding(months: Int) -> LocalDate {
        let (year, month, day) = civil
        let total = year * 12 + (month - 1) + months
        let (newYear, newMonth) = (total.flooredQuotient(by: 12), total.flooredRemainder(by: 12) + 1)
        let lastDay = Self.length(ofMonth: newMonth, year: newYear)
        return LocalDate(dayNumber: Self.dayNumber(year: newYear, month: newMonth, day: min(day, lastDay)))
    }

    package var description: String {
        let (year, month, day) = civil
        return "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))"
    }

    package static func < (earlier: LocalDate, later: LocalDate) -> Bool { earlier.dayNumber < later.dayNumber }
}

// Both directions count in eras of 400 years that begin on March 1, so that a leap day is the last day of its year
// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
extension LocalDate {
    private static let daysPerEra = 146_097
    private static let daysFromMarchOfYearZeroTo1970 = 719_468

    static func dayNumber(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let era = marchYear.flooredQuotient(by: 400)
        let yearOfEra = marchYear.flooredRemainder(by: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * daysPerEra + dayOfEra - daysFromMarchOfYearZeroTo1970
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let days = dayNumber + Self.daysFromMarchOfYearZeroTo1970
        let dayOfEra = days.flooredRemainder(by: Self.daysPerEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let marchYear = yearOfEra + days.flooredQuotient(by: Self.daysPerEra) * 400
        return (month > 2 ? marchYear : marchYear + 1, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
}
