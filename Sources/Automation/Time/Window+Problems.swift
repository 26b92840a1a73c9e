extension Window {
    /// Everything that would keep the window, or one of its ranges, from ever opening. Empty when there is nothing.
    package var problems: [String] {
        guard !ranges.isEmpty else { return ["the window has no hours, so it would never open"] }
        let problems = ranges.compactMap(\.problem)
        guard problems.isEmpty else { return problems }
        return unopenedSince.map { ["the window would not open for \(Self.searchDaysMax) days from \($0)"] } ?? []
    }

    /// The first excluded date after which no range opens within the search. Only excluded dates can cause that.
    private var unopenedSince: LocalDate? {
        excludedDates.sorted().first { date in
            let eve = LocalMoment(date, secondOfDay: -1)
            return opening(after: eve, through: date.adding(days: Self.searchDaysMax)) == nil
        }
    }
}

extension Window.Hours {
    var problem: String? {
        if days.isEmpty { return "\(from)–\(to) has no days, so it would never open" }
        if from == .endOfDay { return "\"24:00\" can only end a range; write from: \"00:00\"" }
        if from == to {
            return "a range from \(from) to \(to) is empty; for the whole day write \"00:00\" to \"24:00\""
        }
        return nil
    }
}
