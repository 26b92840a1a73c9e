/// How a value is compared. A blank value satisfies none of these but `unknown`.
package enum Comparison: Hashable, Sendable {
    /// Texts are compared without regard to case. A day and a moment are equal when the moment lies in the day.
    case equals(PropertyValue)
    case notEquals(PropertyValue)
    case oneOf([PropertyValue])
    case noneOf([PropertyValue])
    /// A text contains this text, or a list has this entry; without regard to case.
    case contains(String)
    case startsWith(String)
    /// Of several texts, any of these is among them; without regard to case. A single text counts as a list of one.
    case hasAny([String])
    /// Of several texts, none of these is among them.
    case hasNone([String])
    case lessThan(PropertyValue)
    case atMost(PropertyValue)
    case moreThan(PropertyValue)
    case atLeast(PropertyValue)
    /// From the first to the second, both included.
    case between(PropertyValue, PropertyValue)
    case known
    case unknown
    /// A date from so long ago until now.
    case inLast(Delay)
    /// A date at least so long ago.
    case olderThan(Delay)
    /// A date from now until so far ahead; a day counts until it is over.
    case inNext(Delay)
    /// Where a date lies on the contact's calendar, seen from the present day.
    case today(DayRelation)
    /// Today, some years after a date.
    case anniversary
    /// An anniversary of a date from today until so far ahead.
    case anniversaryInNext(Delay)
}

/// Where a date lies, seen from a day.
package enum DayRelation: String, CaseIterable, Codable, Hashable, Sendable {
    case equals = "is"
    case notEquals = "is_not"
    case before
    case atMost = "at_most"
    case after
    case atLeast = "at_least"
}

extension Comparison {
    /// Whether the answer can change with time alone.
    package var isTimeDependent: Bool {
        switch self {
        case .inLast, .olderThan, .inNext, .today, .anniversary, .anniversaryInNext: true
        case .equals, .notEquals, .oneOf, .noneOf, .contains, .startsWith, .hasAny, .hasNone, .lessThan, .atMost,
            .moreThan, .atLeast, .between, .known, .unknown:
            false
        }
    }

    /// Whether the answer depends on where the contact's days begin.
    package var needsCalendar: Bool { isTimeDependent || values.contains(where: \.isDated) }

    /// The values it compares with.
    private var values: [PropertyValue] {
        switch self {
        case .equals(let value), .notEquals(let value), .lessThan(let value), .atMost(let value), .moreThan(let value),
            .atLeast(let value):
            [value]
        case .oneOf(let values), .noneOf(let values): values
        case .between(let low, let high): [low, high]
        case .contains, .startsWith, .hasAny, .hasNone, .known, .unknown, .inLast, .olderThan, .inNext, .today,
            .anniversary, .anniversaryInNext:
            []
        }
    }
}

extension PropertyValue {
    /// Whether it is a day or a moment.
    package var isDated: Bool {
        switch self {
        case .date, .day: true
        case .text, .number, .boolean, .texts: false
        }
    }
}
