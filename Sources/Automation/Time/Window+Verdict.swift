package import Foundation

extension Window {
    /// Whether the window is open on a clock, and until when. For many contacts of one zone, build the calendar once.
    package func verdict(at now: Date, on calendar: LocalCalendar) -> Verdict {
        let furthest = calendar.furthestMoment(at: now)
        if let closing = closing(at: furthest) {
            return .open(until: end(from: closing, on: calendar))
        }
        guard let opening = opening(after: furthest, on: calendar) else {
            return .closed(until: now.addingTimeInterval(Double(Self.searchDaysMax * LocalMoment.secondsPerDay)))
        }
        return .closed(until: resumption(of: calendar.moment(at: now), notBefore: opening, on: calendar).instant)
    }

    /// The first opening the clock does not jump over.
    private func opening(after moment: LocalMoment, on calendar: LocalCalendar) -> LocalCalendar.Arrival? {
        let lastDay = moment.date.adding(days: Self.searchDaysMax)
        var moment = moment
        while let opening = opening(after: moment, through: lastDay) {
            let arrival = calendar.arrival(at: opening)
            if closing(at: arrival.moment) != nil { return arrival }
            moment = arrival.moment
        }
        return nil
    }

    /// Something too early waits for the day's opening; something from another day keeps its time of day if it can.
    private func resumption(
        of due: LocalMoment,
        notBefore opening: LocalCalendar.Arrival,
        on calendar: LocalCalendar
    ) -> LocalCalendar.Arrival {
        let day = opening.moment.date
        guard resume == .sameTime, day != due.date else { return opening }
        let sameTime = calendar.arrival(at: LocalMoment(day, secondOfDay: due.secondOfDay))
        return closing(at: sameTime.moment) == nil ? opening : sameTime
    }

    /// When the window closes, following ranges that touch or overlap; nil when it stays open as far as one looks.
    private func end(from closing: LocalMoment, on calendar: LocalCalendar) -> Date? {
        let horizon = LocalMoment(closing.date.adding(days: hasExceptions ? Self.searchDaysMax : 8))
        var end = closing
        while end < horizon {
            if let later = self.closing(at: end) {
                end = later
                continue
            }
            let arrival = calendar.arrival(at: end)
            guard let later = self.closing(at: arrival.moment) else { return arrival.instant }
            end = later
        }
        return nil
    }

    /// Without exceptions every week is alike, and eight days ahead show all there is.
    private var hasExceptions: Bool { !excludedDates.isEmpty || !holidays.isEmpty }
}

extension Window.Verdict {
    /// When something due now may happen; nil when it may happen now.
    package var opensAt: Date? {
        switch self {
        case .open: nil
        case .closed(let until): until
        }
    }
}
