package import Foundation

/// The wall clock of one zone, in integer arithmetic.
///
/// Every conversion between instants and wall clocks happens here. When a clock is changed, one rule decides: a reading
/// means *the first instant at which the clock shows it or more*. So a skipped reading means the end of the gap, and of
/// a repeated one the first counts: acting once, early, is better than twice.
package struct LocalCalendar: Sendable {
    /// The largest offset from Greenwich, east or west, in seconds.
    private static let offsetMax = 15 * 3600

    private let zone: TimeZone

    package init(_ zone: TimeZone) { self.zone = zone }

    /// The clock's reading at an instant; fractions of a second are cut off.
    package func moment(at instant: Date) -> LocalMoment { moment(at: instant.wholeSeconds) }

    package func date(at instant: Date) -> LocalDate { moment(at: instant).date }

    package func firstInstant(reading moment: LocalMoment) -> Date { arrival(at: moment).instant }

    package func firstInstant(on date: LocalDate, at time: LocalTime) -> Date {
        firstInstant(reading: LocalMoment(date, time))
    }

    /// The latest moment that the clock has shown so far. It is ahead of the clock only while an hour is repeated.
    func furthestMoment(at instant: Date) -> LocalMoment {
        let now = instant.wholeSeconds
        let shown = moment(at: now)
        guard offset(at: now - Self.repetitionMax) > offset(at: now) else { return shown }
        let first = arrival(at: shown).second
        guard first < now else { return shown }
        let repeated = firstSecond(after: first, upTo: now) { offset(at: $0) != offset(at: first) }
        return moment(at: repeated - 1)
    }

    /// When the clock first shows a moment or more, and the moment it then shows.
    func arrival(at moment: LocalMoment) -> Arrival {
        let (earliest, latest) = (moment.second - Self.offsetMax, moment.second + Self.offsetMax)
        let (before, after) = (offset(at: earliest), offset(at: latest))
        if before == after || offset(at: moment.second - before) == before {
            return Arrival(second: moment.second - before, moment: moment)
        }
        if offset(at: moment.second - after) == after {
            return Arrival(second: moment.second - after, moment: moment)
        }
        let endOfGap = firstSecond(after: earliest, upTo: latest) { self.moment(at: $0) >= moment }
        return Arrival(second: endOfGap, moment: self.moment(at: endOfGap))
    }

    /// Clocks have been moved back by up to a day, where a country crossed the date line.
    private static let repetitionMax = 25 * 3600

    private func moment(at second: Int) -> LocalMoment { LocalMoment(second: second + offset(at: second)) }

    private func offset(at second: Int) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))) }

    /// Bisects the span down to one second. `isPast` must become true once and stay true.
    private func firstSecond(after start: Int, upTo end: Int, where isPast: (Int) -> Bool) -> Int {
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if isPast(middle) { high = middle } else { low = middle }
        }
        return high
    }
}

extension LocalCalendar {
    /// The instant at which a clock reaches a moment. If the clock jumped over the moment, it then shows a later one.
    struct Arrival {
        /// Since 1970-01-01 00:00:00 UTC.
        let second: Int
        let moment: LocalMoment

        var instant: Date { Date(timeIntervalSince1970: Double(second)) }
    }
}

extension Date {
    /// Whole seconds since 1970, rounded down.
    var wholeSeconds: Int { Int(timeIntervalSince1970.rounded(.down)) }
}
