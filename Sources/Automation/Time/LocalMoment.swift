/// The reading of a wall clock with a date, to the second, in no particular zone.
package struct LocalMoment: Comparable, Hashable, Sendable {
    static let secondsPerDay = 86_400

    /// Seconds since the clock showed 1970-01-01 00:00:00, as if it were never changed.
    let second: Int

    init(second: Int) { self.second = second }

    package init(_ date: LocalDate, secondOfDay: Int = 0) {
        second = date.dayNumber * Self.secondsPerDay + secondOfDay
    }

    package init(_ date: LocalDate, _ time: LocalTime) { self.init(date, secondOfDay: time.secondOfDay) }

    package var date: LocalDate { LocalDate(dayNumber: second.flooredQuotient(by: Self.secondsPerDay)) }

    /// Seconds since midnight, by the clock's reading.
    package var secondOfDay: Int { second.flooredRemainder(by: Self.secondsPerDay) }

    package static func < (earlier: LocalMoment, later: LocalMoment) -> Bool { earlier.second < later.second }
}
