/// A time of day on a wall clock, to the minute: `07:00`.
///
/// `24:00` is the end of a day and may only end a range.
package struct LocalTime: WrittenAsText, Comparable {
    package static let midnight = LocalTime(minuteOfDay: 0)
    package static let endOfDay = LocalTime(minuteOfDay: 24 * 60)

    /// Minutes since midnight, 0 to 1440.
    package let minuteOfDay: Int

    /// Nil outside 00:00 to 24:00.
    package init?(hour: Int, minute: Int = 0) {
        guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else { return nil }
        self.init(minuteOfDay: hour * 60 + minute)
    }

    private init(minuteOfDay: Int) { self.minuteOfDay = minuteOfDay }

    /// Reads `07:00` and `7:00`. Other forms (`7am`, `7h30`, `0700`) are refused with the right spelling.
    package init(parsing text: String) throws(UnreadableTime) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].count), parts[1].count == 2,
            let hour = Int(digits: parts[0]), let minute = Int(digits: parts[1]),
            let time = LocalTime(hour: hour, minute: minute)
        else {
            let suggestion = Self.guess(text)?.description
            throw UnreadableTime(text, isNot: "a time of day", suggestion: suggestion, hint: "write it as \"07:00\"")
        }
        self = time
    }

    package var hour: Int { minuteOfDay / 60 }
    package var minute: Int { minuteOfDay % 60 }
    package var secondOfDay: Int { minuteOfDay * 60 }

    package var description: String { "\(hour.padded(to: 2)):\(minute.padded(to: 2))" }

    package static func < (earlier: LocalTime, later: LocalTime) -> Bool { earlier.minuteOfDay < later.minuteOfDay }

    private static func guess(_ text: String) -> LocalTime? {
        let groups = text.split { !$0.isASCII || !$0.isNumber }
        guard (1...2).contains(groups.count), let first = Int(groups[0]) else { return nil }
        let isAfternoon = text.lowercased().contains("p")
        if groups.count == 1, (3...4).contains(groups[0].count) {
            return LocalTime(hour: first / 100, minute: first % 100)
        }
        let minute = groups.count == 2 ? Int(groups[1]) ?? 0 : 0
        return LocalTime(hour: isAfternoon && first < 12 ? first + 12 : first, minute: minute)
    }
}
