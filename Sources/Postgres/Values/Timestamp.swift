package import Foundation

/// PostgreSQL's `timestamptz` as text, exact to the microsecond in both directions between the years 1 and 9999.
///
/// It uses integer arithmetic on the Gregorian calendar, in UTC. A formatter costs a hundred times as much and stops at
/// milliseconds.
package enum Timestamp {
    /// ISO 8601 in UTC: `2026-03-29T01:30:00.000001Z`. `nil` for a date that must not be sent to PostgreSQL: not a
    /// number, infinite, or outside the years 1 to 9999.
    package static func text(of date: Date) -> String? {
        guard let microseconds = microseconds(of: date) else { return nil }
        let (days, ofDay) = floorDivide(microseconds, by: microsecondsPerDay)
        let (year, month, day) = civil(fromDays: days)
        guard 1...9999 ~= year else { return nil }

        let (seconds, fraction) = floorDivide(ofDay, by: 1_000_000)
        var text: [UInt8] = []
        text.reserveCapacity(27)
        text.append(number: year, digits: 4)
        for (separator, part) in [
            ("-", month), ("-", day), ("T", seconds / 3600), (":", seconds / 60 % 60), (":", seconds % 60),
        ] {
            text.append(contentsOf: separator.utf8)
            text.append(number: part, digits: 2)
        }
        text.append(UInt8(ascii: "."))
        text.append(number: fraction, digits: 6)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads PostgreSQL's form with `datestyle` ISO (`2026-03-29 01:30:00.5+00`) and JSON's form (`T` instead of the
    /// space, `Z` instead of the offset). The offset is required: without it the text does not identify a moment.
    package static func date(of text: [UInt8]) throws(Unreadable) -> Date {
        var reader = Reader(text)
        guard let microseconds = reader.timestamp() else { throw Unreadable(reason(for: text)) }
        // Both numbers are exact in a Double and division rounds correctly, so this is the Date nearest to the
        // microsecond.
        return Date(timeIntervalSinceReferenceDate: Double(microseconds) / 1_000_000)
    }

    package static func date(of text: String) throws(Unreadable) -> Date { try date(of: Array(text.utf8)) }

    private static func reason(for text: [UInt8]) -> String {
        let word = String(decoding: text, as: UTF8.self)
        if word.hasSuffix("infinity") { return "\(word) is not a moment a Date can hold" }
        if word.hasSuffix(" BC") { return "it lies before the year 1" }
        return "it is not a timestamp with a time zone in ISO form"
    }
}

/// Microseconds count from 2001-01-01 UTC, Foundation's reference date.
extension Timestamp {
    private static let microsecondsPerDay = 86_400_000_000
    /// From 0000-03-01, where the calendar's arithmetic begins, to 2001-01-01.
    private static let daysBeforeReference = 730_791
    /// Far beyond the year 9999, far below an overflow.
    private static let secondsMax = 300_000_000_000.0

    private static func microseconds(of date: Date) -> Int? {
        let seconds = date.timeIntervalSinceReferenceDate
        guard abs(seconds) < secondsMax else { return nil }  // also false for NaN
        // Split first: multiplying the whole would round twice, and be off by a microsecond from 2072 on.
        let whole = seconds.rounded(.down)
        return Int(whole) * 1_000_000 + Int(((seconds - whole) * 1_000_000).rounded())
    }

    static func microseconds(year: Int, month: Int, day: Int, secondOfDay: Int, fraction: Int) -> Int {
        days(year: year, month: month, day: day) * microsecondsPerDay + secondOfDay * 1_000_000 + fraction
    }

    /// Years begin in March here, so that the leap day is the last day of its year. 400 years have 146 097 days.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let (era, yearOfEra) = floorDivide(marchYear, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - daysBeforeReference
    }

    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivide(days + daysBeforeReference, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int, by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension Reader {
    /// Microseconds since the reference date, or `nil` if the text is anything other than one timestamp with an offset.
    fileprivate mutating func timestamp() -> Int? {
        guard let year = digits(4...6), skip("-"), let month = digits(2...2), 1...12 ~= month, skip("-"),
            let day = digits(2...2),
            1...31 ~= day, skip(" ") || skip("T"), let time = secondOfDay(), let fraction = fraction(),
            let offset = offset(), isAtEnd
        else { return nil }
        return Timestamp.microseconds(
            year: year,
            month: month,
            day: day,
            secondOfDay: time - offset,
            fraction: fraction
        )
    }

    private mutating func secondOfDay() -> Int? {
        guard let hour = digits(2...2), 0...24 ~= hour, skip(":"), let minute = digits(2...2), 0...59 ~= minute,
            skip(":"),
            let second = digits(2...2), 0...60 ~= second
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Seconds east of Greenwich: `Z`, `+02`, `-03:30`, and for distant dates `+00:09:21`.
    private mutating func offset() -> Int? {
        if skip("Z") { return 0 }
        let sign = skip("-") ? -1 : 1
        guard sign == -1 || skip("+"), let hours = digits(2...2) else { return nil }
        guard skip(":") else { return sign * hours * 3600 }
        guard let minutes = digits(2...2) else { return nil }
        guard skip(":") else { return sign * (hours * 3600 + minutes * 60) }
        return digits(2...2).map { sign * (hours * 3600 + minutes * 60 + $0) }
    }
}

extension [UInt8] {
    fileprivate mutating func append(number: Int, digits: Int) {
        var divisor = (1..<digits).reduce(1) { product, _ in product * 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
