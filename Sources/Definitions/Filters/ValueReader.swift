import Automation

/// Reads one value as the type of the property it belongs to.
struct ValueReader {
    let reading: Reading
    /// Nil for a field of an event, whose type follows from the way the value is written.
    let property: PropertyDefinition?

    func value(_ element: Element) -> PropertyValue? {
        if property?.type == .texts { return .texts(reading.texts(element, "a text")) }
        guard let text = reading.literal(element, "a value") else { return nil }
        guard let type = property?.type else { return Self.plainest(element) }
        switch type {
        case .text: return .text(text)
        case .choice: return choice(text, at: element.place)
        case .number: return number(text, at: element.place)
        case .boolean: return reading.boolean(element).map { .boolean($0) }
        case .date: return day(text, at: element.place)
        case .instant: return date(text, at: element.place)
        case .texts: return nil
        }
    }

    private func choice(_ text: String, at place: Place) -> PropertyValue? {
        let options = property?.options ?? []
        guard !options.contains(text) else { return .text(text) }
        if let option = options.first(where: { $0.lowercased() == text.lowercased() }) { return .text(option) }
        let hint = Reading.hint(for: text, among: options) ?? "; write one of \(options.joined(separator: ", "))"
        reading.error("\"\(text)\" is not an option of \(property?.name ?? "it")\(hint)", at: place)
        return nil
    }

    private func number(_ text: String, at place: Place) -> PropertyValue? {
        if let number = Self.number(text) { return .number(number) }
        reading.error("\"\(text)\" is not a number", at: place)
        return nil
    }

    private func date(_ text: String, at place: Place) -> PropertyValue? {
        if let value = PropertyValue(dayOrMoment: text) { return value }
        reading.error("\"\(text)\" is not a date; write it as \"2026-03-01\"", at: place)
        return nil
    }

    /// A property of type day holds whole days and is compared only with days.
    private func day(_ text: String, at place: Place) -> PropertyValue? {
        guard let value = date(text, at: place) else { return nil }
        if case .day = value { return value }
        reading.error("\(property?.name ?? "it") is a day; write it as \"2026-03-01\", without a time", at: place)
        return nil
    }

    /// The value as it is written, when no declaration gives its type. In quotes it is a text.
    private static func plainest(_ element: Element) -> PropertyValue? {
        guard let scalar = element.scalar else { return nil }
        guard scalar.isPlain else { return .text(scalar.text) }
        if let number = number(scalar.text) { return .number(number) }
        if scalar.text == "true" || scalar.text == "false" { return .boolean(scalar.text == "true") }
        return PropertyValue(dayOrMoment: scalar.text) ?? .text(scalar.text)
    }

    /// A finite decimal number. It refuses `0x10`, `inf` and `nan`.
    private static func number(_ text: String) -> Double? {
        guard text.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
