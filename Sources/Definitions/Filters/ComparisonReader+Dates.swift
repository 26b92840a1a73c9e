import Automation

/// Reads questions about a date, apart from comparisons by order.
extension ComparisonReader {
    /// `within` belongs to events, which lie in the past. For a date it would not say in which direction.
    func asksWithin(_ element: Element) -> Bool {
        guard let entry = element.entries?.first(where: { $0.key == "within" }) else { return false }
        let span = entry.value.scalar?.text ?? "30 days"
        reading.error(
            "within: does not say in which direction; write in_last: \(span) for the past, or in_next: \(span) for the future",
            at: entry.place
        )
        return true
    }

    func anniversary(_ element: Element) -> Comparison? {
        guard let text = reading.text(element, "today") else { return nil }
        if text == "today" { return .anniversary }
        reading.error(
            "\"\(text)\" is not known here; write anniversary: today, or anniversary_in_next: 7 days",
            at: element.place
        )
        return nil
    }

    func anniversaryInNext(_ element: Element) -> Comparison? {
        guard let span = reading.duration(element) else { return nil }
        guard span.isShorterThanAYear else {
            reading.error(
                "an anniversary is never further away than a year; write less than 12 months",
                at: element.place
            )
            return nil
        }
        return .anniversaryInNext(span)
    }
}

extension Delay {
    fileprivate var isShorterThanAYear: Bool {
        switch unit {
        case .minutes: amount < 365 * 24 * 60
        case .hours: amount < 365 * 24
        case .days: amount < 365
        case .weeks: amount < 52
        case .months: amount < 12
        }
    }
}
