/// Days of the week on which something is allowed: `weekdays`, `every day`, `mon, wed`, `mon-fri`.
package struct Weekdays: OptionSet, WrittenAsText {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue & 0b111_1111 }
    package init(_ day: Weekday) { self.init(rawValue: 1 << UInt8(day.index)) }

    package static let monday = Weekdays(.monday)
    package static let tuesday = Weekdays(.tuesday)
    package static let wednesday = Weekdays(.wednesday)
    package static let thursday = Weekdays(.thursday)
    package static let friday = Weekdays(.friday)
    package static let saturday = Weekdays(.saturday)
    package static let sunday = Weekdays(.sunday)

    package static let weekends: Weekdays = [.saturday, .sunday]
    package static let everyDay = Weekdays(rawValue: 0b111_1111)
    package static let weekdays = everyDay.subtracting(weekends)

    package func contains(_ day: Weekday) -> Bool { rawValue & (1 << UInt8(day.index)) != 0 }

    package var description: String {
        switch self {
        case .everyDay: "every day"
        case .weekdays: "weekdays"
        case .weekends: "weekends"
        default: Weekday.allCases.filter(contains).map { String($0.rawValue.prefix(3)) }.joined(separator: ", ")
        }
    }
}

extension Weekdays {
    /// Reads one item or several, separated by commas, blanks or `and`: a day, a span of days, or a name for several.
    package init(parsing text: String) throws(UnreadableTime) {
        var days: Weekdays = []
        for item in Self.items(of: text) {
            guard let some = Self.days(named: item) else { throw Self.mistake(text, at: item) }
            days.formUnion(some)
        }
        guard !days.isEmpty else { throw UnreadableTime(text, isNot: "a set of days", hint: Self.hint) }
        self = days
    }

    private static let hint = "write \"weekdays\", \"weekends\", \"every day\" or names such as \"mon, wed\""

    private static let names: [String: Weekdays] = [
        "weekdays": .weekdays, "weekday": .weekdays, "weekends": .weekends, "weekend": .weekends,
        "everyday": .everyDay, "daily": .everyDay,
    ]

    private static func items(of text: String) -> [Substring] {
        text.lowercased()
            .replacing("every day", with: "everyday")
            .replacing("–", with: "-").replacing(" - ", with: "-").replacing(" to ", with: "-")
            .split { $0 == "," || $0.isWhitespace }
            .filter { $0 != "and" }
    }

    private static func days(named item: Substring) -> Weekdays? {
        if let days = names[String(item)] { return days }
        let ends = item.split(separator: "-", omittingEmptySubsequences: false).map(Weekday.init(named:))
        switch ends.count {
        case 1: return ends[0].map { Weekdays($0) }
        case 2:
            guard let first = ends[0], let last = ends[1] else { return nil }
            return span(from: first, through: last)
        default: return nil
        }
    }

    /// Runs past Sunday if it must: `fri-mon` is four days.
    private static func span(from first: Weekday, through last: Weekday) -> Weekdays {
        let length = (last.index - first.index).flooredRemainder(by: 7)
        return Weekdays((0...length).map { Weekdays(Weekday.allCases[(first.index + $0) % 7]) })
    }

    private static func mistake(_ text: String, at item: Substring) -> UnreadableTime {
        let known = names.keys.sorted() + Weekday.allCases.map(\.rawValue)
        let meant = Spelling.closest(to: String(item), among: known).map { $0 == "everyday" ? "every day" : $0 }
        return UnreadableTime(String(item), isNot: "a day of the week", suggestion: meant, hint: hint)
    }
}

extension Weekdays {
    /// Reads text, or an array of texts as YAML lists give them.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try (try? container.decode([String].self))?.joined(separator: ",") ?? container.decode(String.self)
        do {
            try self.init(parsing: text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
