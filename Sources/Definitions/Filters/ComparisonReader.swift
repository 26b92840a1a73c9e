import Automation

/// Reads a question about a property or an event's field: a value, several values, or a block of comparisons.
///
/// For a list of texts, every comparison applies to its entries.
struct ComparisonReader {
    /// The comparisons that must all hold, and whether a blank value also passes.
    struct Comparisons {
        var all: [Comparison] = []
        var orUnknown = false
    }

    static let keys = [
        "is", "is_not", "one_of", "none_of", "contains", "starts_with", "less_than", "at_most", "more_than", "at_least",
        "before", "after", "between", "known", "unknown", "in_last", "in_next", "older_than", "anniversary",
        "anniversary_in_next", "or_unknown",
    ]

    let reading: Reading
    /// The name used in messages.
    let name: String
    /// Nil for a field of an event.
    let property: PropertyDefinition?

    func comparisons(_ element: Element) -> Comparisons? {
        switch element.content {
        case .scalar: isPlain(element) ? equality(element).map { Comparisons(all: [$0]) } : nil
        case .list(let list): list.allSatisfy(isPlain) ? oneOf(element).map { Comparisons(all: [$0]) } : nil
        case .block: block(element)
        }
    }

    private func equality(_ element: Element) -> Comparison? {
        guard !element.isBlank else {
            reading.error("\(name) needs a value; to ask whether it is known, write {known: yes}", at: element.place)
            return nil
        }
        if isToday(element) { return .today(.equals) }
        guard property?.type != .texts else { return oneOf(element) }
        return value(element).map { .equals($0) }
    }

    /// Refuses a star in a text without a comparison: a star is a letter like any other, but here its author meant a
    /// wildcard.
    private func isPlain(_ element: Element) -> Bool {
        guard property == nil || property?.type == .text || property?.type == .texts else { return true }
        guard let text = element.scalar?.text, let star = text.firstIndex(of: "*") else { return true }
        let isLast = text.index(after: star) == text.endIndex && star > text.startIndex
        let advice = isLast ? "write {starts_with: \(text[..<star])}" : "compare with starts_with: or contains:"
        reading.error("\"*\" is no wildcard; \(advice), or {is: …} when the letter is meant", at: element.place)
        return false
    }

    private func oneOf(_ element: Element) -> Comparison? {
        guard property?.type != .texts else { return texts(element).map { .hasAny($0) } }
        return values(element).map { .oneOf($0) }
    }

    private func noneOf(_ element: Element) -> Comparison? {
        guard property?.type != .texts else { return texts(element).map { .hasNone($0) } }
        return values(element).map { .noneOf($0) }
    }

    private func notEqual(_ element: Element) -> Comparison? {
        if isToday(element) { return .today(.notEquals) }
        guard property?.type != .texts else { return noneOf(element) }
        return value(element).map { .notEquals($0) }
    }

    private func contains(_ element: Element) -> Comparison? {
        guard property?.type != .texts else { return oneOf(element) }
        return reading.literal(element, "a text").map { .contains($0) }
    }

    /// Entries to look for in a list of texts; nil after a mistake.
    private func texts(_ element: Element) -> [String]? {
        let members = reading.members(element, "a value")
        let texts = members.compactMap { reading.literal($0, "a text") }
        return texts.isEmpty || texts.count < members.count ? nil : texts
    }

    /// Whether the value is the present day, on the contact's calendar.
    func isToday(_ element: Element) -> Bool {
        guard property?.type == .date || property?.type == .instant else { return false }
        return element.scalar?.text == "today"
    }

    /// One value or several; nil after a mistake.
    private func values(_ element: Element) -> [PropertyValue]? {
        let members = reading.members(element, "a value")
        let values = members.compactMap(value)
        return values.isEmpty || values.count < members.count ? nil : values
    }

    private func block(_ element: Element) -> Comparisons? {
        guard !asksWithin(element) else { return nil }
        guard let block = reading.block(element, "a comparison", keys: Self.keys) else { return nil }
        var comparisons = Comparisons()
        for entry in block.entries where Self.keys.contains(entry.key) {
            if entry.key == "or_unknown" {
                comparisons.orUnknown = reading.boolean(entry.value) ?? false
            } else if let comparison = comparison(entry) {
                comparisons.all.append(comparison)
            }
        }
        if block.entries.allSatisfy({ $0.key == "or_unknown" }) {
            reading.error("\(name) is compared with nothing; write for example {is: …}", at: element.place)
        }
        return comparisons
    }

    private func comparison(_ entry: Entry) -> Comparison? {
        guard isFitting(entry) else { return nil }
        switch entry.key {
        case "is": return equality(entry.value)
        case "is_not": return notEqual(entry.value)
        case "one_of": return oneOf(entry.value)
        case "none_of": return noneOf(entry.value)
        case "contains": return contains(entry.value)
        case "starts_with": return reading.literal(entry.value, "a text").map { .startsWith($0) }
        case "known": return reading.boolean(entry.value).map { $0 ? .known : .unknown }
        case "unknown": return reading.boolean(entry.value).map { $0 ? .unknown : .known }
        case "in_last": return reading.duration(entry.value).map { .inLast($0) }
        case "in_next": return reading.duration(entry.value).map { .inNext($0) }
        case "older_than": return reading.duration(entry.value).map { .olderThan($0) }
        case "anniversary": return anniversary(entry.value)
        case "anniversary_in_next": return anniversaryInNext(entry.value)
        case "between": return between(entry.value)
        default: return order(entry)
        }
    }

    func value(_ element: Element) -> PropertyValue? {
        ValueReader(reading: reading, property: property).value(element)
    }
}
