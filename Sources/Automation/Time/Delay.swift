package import Foundation

/// How long to wait: `2 days`, `90 minutes`, `6 months`.
///
/// Minutes and hours are durations. Days, weeks and months are steps on a calendar: `1 day` after 10:00 is 10:00, even
/// on the night the clocks change. A delay is never zero, never negative, and at most ten years.
package struct Delay: WrittenAsText {
    package let amount: Int
    package let unit: Unit

    /// Nil outside 1 to `unit.amountMax`.
    package init?(_ amount: Int, _ unit: Unit) {
        guard (1...unit.amountMax).contains(amount) else { return nil }
        self.amount = amount
        self.unit = unit
    }

    /// When a wait that begins at `start` ends.
    ///
    /// If the clock skips that moment, the wait ends when the gap ends. If the clock shows it twice, the first counts.
    /// If the month is too short, its last day counts.
    package func end(from start: Date, in zone: TimeZone) -> Date { moved(start, by: amount, in: zone) }

    /// The latest start from which a wait of this length ends by `end`, to the microsecond.
    ///
    /// Subtraction would not find it: a wait of a month from January 28, 29, 30 or 31 ends on February 28.
    package func latestStart(endingBy end: Date, in zone: TimeZone) -> Date {
        let usual = moved(end, by: -amount, in: zone)
        func start(_ microseconds: Int) -> Date { usual.addingTimeInterval(Double(microseconds) / 1e6) }
        var (over, open) = (-Self.irregularityMax, Self.irregularityMax)
        while open - over > 1 {
            let middle = over + (open - over) / 2
            if self.end(from: start(middle), in: zone) <= end { over = middle } else { open = middle }
        }
        return start(over)
    }

    /// Microseconds by which two calendar spans of the same name can differ: the lengths of months differ by three
    /// days, and clocks have been moved by one.
    private static let irregularityMax = 5 * 86_400 * 1_000_000

    /// `2 days`, and `1 day`.
    package var description: String { "\(amount) \(unit.word(for: amount))" }

    private func moved(_ instant: Date, by amount: Int, in zone: TimeZone) -> Date {
        switch unit {
        case .minutes: instant.addingTimeInterval(Double(amount) * 60)
        case .hours: instant.addingTimeInterval(Double(amount) * 3600)
        case .days: moved(instant, in: zone) { $0.adding(days: amount) }
        case .weeks: moved(instant, in: zone) { $0.adding(days: 7 * amount) }
        case .months: moved(instant, in: zone) { $0.adding(months: amount) }
        }
    }

    /// Keeps the time of day, to the fraction of a second, if the clock shows it on that day.
    private func moved(_ instant: Date, in zone: TimeZone, to date: (LocalDate) -> LocalDate) -> Date {
        let calendar = LocalCalendar(zone)
        let moment = calendar.moment(at: instant)
        let wanted = LocalMoment(date(moment.date), secondOfDay: moment.secondOfDay)
        let arrival = calendar.arrival(at: wanted)
        let fraction = instant.timeIntervalSince1970 - Double(instant.wholeSeconds)
        return arrival.moment == wanted ? arrival.instant.addingTimeInterval(fraction) : arrival.instant
    }
}

extension Delay {
    package enum Unit: String, CaseIterable, Hashable, Sendable {
        case minutes, hours, days, weeks, months

        /// Ten years, in this unit.
        package var amountMax: Int {
            switch self {
            case .minutes: 5_259_600
            case .hours: 87_660
            case .days: 3_652
            case .weeks: 521
            case .months: 120
            }
        }

        /// Whether its length is always the same; the other units are steps on a calendar.
        package var isDuration: Bool {
            switch self {
            case .minutes, .hours: true
            case .days, .weeks, .months: false
            }
        }

        func word(for amount: Int) -> String { amount == 1 ? String(rawValue.dropLast()) : rawValue }
    }
}

/// Delays written in code. An amount out of limits is a programmer's mistake.
extension Delay {
    package static func minutes(_ amount: Int) -> Delay { .literal(amount, .minutes) }
    package static func hours(_ amount: Int) -> Delay { .literal(amount, .hours) }
    package static func days(_ amount: Int) -> Delay { .literal(amount, .days) }
    package static func weeks(_ amount: Int) -> Delay { .literal(amount, .weeks) }
    package static func months(_ amount: Int) -> Delay { .literal(amount, .months) }

    private static func literal(_ amount: Int, _ unit: Unit) -> Delay {
        guard let delay = Delay(amount, unit) else { preconditionFailure("\(amount) \(unit) is no delay") }
        return delay
    }
}
