package import Foundation

extension Window {
    /// Whether the window is open on a clock, and until when. For many contacts in one zone, build the calendar once.
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

    /// The first opening that the clock does not jump over.
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

    /// An action due the same day resumes at the opening. One due on another day keeps its time of day if `resume` and
    /// the window allow it.
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

    /// When the window closes, across ranges that touch or overlap; nil when it stays open for the whole search.
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

    /// Without exceptions every week is alike, so eight days ahead show everything.
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
