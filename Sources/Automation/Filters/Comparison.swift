/// How a value is compared. A blank value satisfies only `unknown`.
package enum Comparison: Hashable, Sendable {
    /// Texts are compared without regard to case. A day and a moment are equal when the moment lies in the day.
    case equals(PropertyValue)
    case notEquals(PropertyValue)
    case oneOf([PropertyValue])
    case noneOf([PropertyValue])
    /// A text contains this text, or a list has this entry, without regard to case.
    case contains(String)
    case startsWith(String)
    /// A list of texts holds at least one of these, without regard to case. A single text counts as a list of one.
    case hasAny([String])
    /// A list of texts holds none of these.
    case hasNone([String])
    case lessThan(PropertyValue)
    case atMost(PropertyValue)
    case moreThan(PropertyValue)
    case atLeast(PropertyValue)
    /// From the first to the second, both included.
    case between(PropertyValue, PropertyValue)
    case known
    case unknown
    /// A date between this long ago and now.
    case inLast(Delay)
    /// A date at least this long ago.
    case olderThan(Delay)
    /// A date between now and this far ahead; a day counts until it is over.
    case inNext(Delay)
    /// The relation of a date to the present day, on the contact's calendar.
    case today(DayRelation)
    /// Today is an anniversary of the date.
    case anniversary
    /// An anniversary of the date lies between today and this far ahead.
    case anniversaryInNext(Delay)
}

/// The relation of a date to a day.
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

    /// Whether the answer depends on when the contact's days begin.
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
