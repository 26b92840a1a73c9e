/// The ranges on a wall clock that is never changed.
extension Window {
    /// The end of the range that covers a moment; nil when none does.
    func closing(at moment: LocalMoment) -> LocalMoment? {
        let today = moment.date
        return [today.adding(days: -1), today]
            .compactMap { latestClosing(of: $0, covering: moment) }
            .max()
    }

    /// The next opening of a range after a moment, on `lastDay` at the latest.
    func opening(after moment: LocalMoment, through lastDay: LocalDate) -> LocalMoment? {
        var day = moment.date
        while day <= lastDay {
            if let opening = firstOpening(on: day, after: moment) { return opening }
            day = day.adding(days: 1)
        }
        return nil
    }

    private func latestClosing(of day: LocalDate, covering moment: LocalMoment) -> LocalMoment? {
        ranges(on: day)
            .map {
                (from: LocalMoment(day, $0.from), to: LocalMoment($0.from > $0.to ? day.adding(days: 1) : day, $0.to))
            }
            .filter { $0.from <= moment && moment < $0.to }
            .map(\.to)
            .max()
    }

    private func firstOpening(on day: LocalDate, after moment: LocalMoment) -> LocalMoment? {
        ranges(on: day)
            .filter { $0.from != $0.to }
            .map { LocalMoment(day, $0.from) }
            .filter { $0 > moment }
            .min()
    }

    private func ranges(on day: LocalDate) -> some Sequence<Hours> {
        let weekday = day.weekday
        let isExcluded = excludedDates.contains(day) || holidays.contains { $0.contains(day) }
        return ranges.lazy.filter { !isExcluded && $0.days.contains(weekday) }
    }
}
