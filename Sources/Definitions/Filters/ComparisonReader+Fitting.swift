import Automation

extension ComparisonReader {
    /// Whether the comparison suits the property's type. If it does not, reports that.
    func isFitting(_ entry: Entry) -> Bool {
        guard let property, let wanted = Self.wanted(by: entry.key), !wanted.fits(property) else { return true }
        reading.error("\(entry.key) compares \(wanted.rawValue), and \(name) is \(property.kind)", at: entry.place)
        return false
    }

    /// The kind of value a comparison needs; nil: any kind.
    private static func wanted(by comparison: String) -> Comparable? {
        switch comparison {
        case "contains": .texts
        case "starts_with": .starts
        case "in_last", "in_next", "older_than", "anniversary", "anniversary_in_next": .dates
        case "less_than", "at_most", "more_than", "at_least", "before", "after", "between": .ordered
        default: nil
        }
    }

    private enum Comparable: String {
        case texts
        case starts = "single texts"
        case dates
        case ordered = "numbers, dates and ordered choices"

        func fits(_ property: PropertyDefinition) -> Bool {
            switch (self, property.type) {
            case (.texts, .text), (.texts, .choice), (.texts, .texts): true
            case (.starts, .text), (.starts, .choice): true
            case (.dates, .date), (.dates, .instant): true
            case (.ordered, .number), (.ordered, .date), (.ordered, .instant): true
            case (.ordered, .choice): property.isOrdered
            case (.texts, _), (.starts, _), (.dates, _), (.ordered, _): false
            }
        }
    }
}

extension PropertyDefinition {
    /// The kind of value it holds, for a message.
    var kind: String {
        switch type {
        case .text: "a text"
        case .number: "a number"
        case .boolean: "yes or no"
        case .date: "a date"
        case .instant: "a moment"
        case .choice: isOrdered ? "an ordered choice" : "a choice without an order"
        case .texts: "a list of texts"
        }
    }
}
