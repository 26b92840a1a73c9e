import Automation

/// Reads `hours:`, the local hours in which a workflow may act.
struct WindowReader {
    let reading: Reading

    private static let rangeKeys = ["days", "from", "to"]
    private static let rules = ["ranges", "zone", "except", "holidays", "resume", "applies_to"]

    func window(_ element: Element) -> Window? {
        if let list = element.list { return checked(Window(list.map(range)), at: element.place) }
        guard
            let block = reading.block(
                element,
                "hours such as {days: weekdays, from: \"09:00\", to: \"17:00\"}",
                keys: Self.rangeKeys + Self.rules
            )
        else { return nil }
        var window = Window(ranges(block, element))
        if let zone: ZoneRule = block["zone"].flatMap({ reading.time($0, "a time zone") }) { window.zone = zone }
        if let dates = block["except"] { window.excludedDates = Set(self.dates(dates)) }
        if let holidays = block["holidays"] { window.holidays = Set(self.holidays(holidays)) }
        if let resume = block["resume"].flatMap({ reading.word($0, as: Window.ResumeRule.self) }) {
            window.resume = resume
        }
        if let scope = block["applies_to"].flatMap({ reading.word($0, as: Window.Scope.self) }) { window.scope = scope }
        return checked(window, at: element.place)
    }

    private func ranges(_ block: Block, _ element: Element) -> [Window.Hours] {
        guard let ranges = block["ranges"] else { return [range(block)] }
        if let own = block.entries.first(where: { Self.rangeKeys.contains($0.key) }) {
            reading.error("\"\(own.key)\" and ranges: exclude each other; put it into the ranges", at: own.place)
        }
        return reading.elements(ranges).map(range)
    }

    private func range(_ element: Element) -> Window.Hours {
        let wanted = "hours such as {days: weekdays, from: \"09:00\", to: \"17:00\"}"
        return reading.block(element, wanted, keys: Self.rangeKeys).map(range) ?? Window.Hours()
    }

    private func range(_ block: Block) -> Window.Hours {
        Window.Hours(
            block["days"].map(days) ?? .everyDay,
            from: block["from"].flatMap(time) ?? .midnight,
            to: block["to"].flatMap(time) ?? .endOfDay
        )
    }

    private func days(_ element: Element) -> Weekdays {
        if element.list?.isEmpty == true { return [] }
        let days = reading.elements(element).compactMap { reading.time($0, "days such as weekdays", as: Weekdays.self) }
        return days.isEmpty ? .everyDay : days.reduce([]) { $0.union($1) }
    }

    private func time(_ element: Element) -> LocalTime? { reading.time(element, "a time of day such as \"09:00\"") }

    private func dates(_ element: Element) -> [LocalDate] {
        reading.elements(element).compactMap { reading.time($0, "a date such as 2026-12-24") }
    }

    private func holidays(_ element: Element) -> [HolidayCalendar] {
        reading.elements(element).compactMap { reading.word($0, as: HolidayCalendar.self) }
    }

    private func checked(_ window: Window, at place: Place) -> Window {
        for problem in window.problems { reading.error(problem, at: place) }
        return window
    }
}
