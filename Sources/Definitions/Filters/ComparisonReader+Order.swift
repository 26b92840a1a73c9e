import Automation

/// Comparisons by order.
extension ComparisonReader {
    func between(_ element: Element) -> Comparison? {
        guard let list = element.list, list.count == 2 else {
            reading.error("between needs two values, such as [200, 1000]", at: element.place)
            return nil
        }
        guard let low = value(list[0]), let high = value(list[1]) else { return nil }
        guard isInOrder(low, high) else {
            reading.error(
                "between goes from the lower to the higher; write the two the other way round",
                at: element.place
            )
            return nil
        }
        if let options = options(from: low, through: high) { return .oneOf(options) }
        return .between(low, high)
    }

    /// For a choice, the order becomes the list of options that pass.
    func order(_ entry: Entry) -> Comparison? {
        let relation = Self.relation(entry.key)
        if isToday(entry.value) || isOrderedByToday(entry.value) { return .today(relation) }
        guard let value = value(entry.value) else { return nil }
        if property?.type == .choice { return .oneOf(options(relation, value)) }
        switch relation {
        case .before: return .lessThan(value)
        case .atMost: return .atMost(value)
        case .after: return .moreThan(value)
        case .atLeast, .equals, .notEquals: return .atLeast(value)
        }
    }

    /// A field of an event has no type, but only a date comes before or after today.
    private func isOrderedByToday(_ element: Element) -> Bool { property == nil && element.scalar?.text == "today" }

    private static func relation(_ word: String) -> DayRelation {
        switch word {
        case "less_than", "before": .before
        case "at_most": .atMost
        case "more_than", "after": .after
        default: .atLeast
        }
    }

    private func options(_ relation: DayRelation, _ value: PropertyValue) -> [PropertyValue] {
        let options = (property?.options ?? []).map { PropertyValue.text($0) }
        guard let index = options.firstIndex(of: value) else { return [] }
        switch relation {
        case .before: return Array(options[..<index])
        case .atMost: return Array(options[...index])
        case .after: return Array(options[(index + 1)...])
        case .atLeast, .equals, .notEquals: return Array(options[index...])
        }
    }

    private func isInOrder(_ low: PropertyValue, _ high: PropertyValue) -> Bool {
        switch (low, high) {
        case (.number(let low), .number(let high)): low <= high
        case (.date(let low), .date(let high)): low <= high
        case (.day(let low), .day(let high)): low <= high
        case (.text, .text) where property?.type == .choice: options(from: low, through: high)?.isEmpty == false
        default: true
        }
    }

    private func options(from low: PropertyValue, through high: PropertyValue) -> [PropertyValue]? {
        guard property?.type == .choice else { return nil }
        let notTooHigh = options(.atMost, high)
        return options(.atLeast, low).filter(notTooHigh.contains)
    }
}
