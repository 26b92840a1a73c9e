/// How a value is compared. A blank value satisfies none of these but `unknown`.
package enum Comparison: Hashable, Sendable {
    /// Texts are compared without regard to case.
    case equals(PropertyValue)
    case notEquals(PropertyValue)
    case oneOf([PropertyValue])
    case noneOf([PropertyValue])
    /// A text contains this text, or a list has this entry; without regard to case.
    case contains(String)
    case startsWith(String)
    case lessThan(PropertyValue)
    case atMost(PropertyValue)
    case moreThan(PropertyValue)
    case atLeast(PropertyValue)
    /// From the first to the second, both included.
    case between(PropertyValue, PropertyValue)
    case known
    case unknown
    /// A date from so long ago until now.
    case within(Delay)
    /// A date longer ago than this.
    case olderThan(Delay)
}

extension Comparison {
    /// Whether the answer can change with time alone.
    package var isTimeDependent: Bool { span != nil }

    /// The span of a relative date, at whose end the answer flips.
    package var span: Delay? {
        switch self {
        case .within(let span), .olderThan(let span): span
        case .equals, .notEquals, .oneOf, .noneOf, .contains, .startsWith, .lessThan, .atMost, .moreThan, .atLeast,
            .between, .known, .unknown:
            nil
        }
    }
}

/// In JSON, one key that names the comparison: `{"at_least": 5}`, `{"known": true}`.
extension Comparison: Codable {
    private enum CodingKeys: String, CodingKey {
        case equals = "is"
        case notEquals = "is_not"
        case oneOf = "one_of"
        case noneOf = "none_of"
        case contains
        case startsWith = "starts_with"
        case lessThan = "less_than"
        case atMost = "at_most"
        case moreThan = "more_than"
        case atLeast = "at_least"
        case between
        case known
        case within
        case olderThan = "older_than"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .equals: self = .equals(try container.decode(PropertyValue.self, forKey: .equals))
        case .notEquals: self = .notEquals(try container.decode(PropertyValue.self, forKey: .notEquals))
        case .oneOf: self = .oneOf(try container.decode([PropertyValue].self, forKey: .oneOf))
        case .noneOf: self = .noneOf(try container.decode([PropertyValue].self, forKey: .noneOf))
        case .contains: self = .contains(try container.decode(String.self, forKey: .contains))
        case .startsWith: self = .startsWith(try container.decode(String.self, forKey: .startsWith))
        case .lessThan: self = .lessThan(try container.decode(PropertyValue.self, forKey: .lessThan))
        case .atMost: self = .atMost(try container.decode(PropertyValue.self, forKey: .atMost))
        case .moreThan: self = .moreThan(try container.decode(PropertyValue.self, forKey: .moreThan))
        case .atLeast: self = .atLeast(try container.decode(PropertyValue.self, forKey: .atLeast))
        case .between: self = try Self.between(in: container)
        case .known: self = try container.decode(Bool.self, forKey: .known) ? .known : .unknown
        case .within: self = .within(try container.decode(Delay.self, forKey: .within))
        case .olderThan: self = .olderThan(try container.decode(Delay.self, forKey: .olderThan))
        }
    }

    private static func between(in container: KeyedDecodingContainer<CodingKeys>) throws -> Comparison {
        let bounds = try container.decode([PropertyValue].self, forKey: .between)
        guard bounds.count == 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: .between,
                in: container,
                debugDescription: "between needs two values"
            )
        }
        return .between(bounds[0], bounds[1])
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .equals(let value): try container.encode(value, forKey: .equals)
        case .notEquals(let value): try container.encode(value, forKey: .notEquals)
        case .oneOf(let values): try container.encode(values, forKey: .oneOf)
        case .noneOf(let values): try container.encode(values, forKey: .noneOf)
        case .contains(let text): try container.encode(text, forKey: .contains)
        case .startsWith(let text): try container.encode(text, forKey: .startsWith)
        case .lessThan(let value): try container.encode(value, forKey: .lessThan)
        case .atMost(let value): try container.encode(value, forKey: .atMost)
        case .moreThan(let value): try container.encode(value, forKey: .moreThan)
        case .atLeast(let value): try container.encode(value, forKey: .atLeast)
        case .between(let low, let high): try container.encode([low, high], forKey: .between)
        case .known: try container.encode(true, forKey: .known)
        case .unknown: try container.encode(false, forKey: .known)
        case .within(let span): try container.encode(span, forKey: .within)
        case .olderThan(let span): try container.encode(span, forKey: .olderThan)
        }
    }
}
