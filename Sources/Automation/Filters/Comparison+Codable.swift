/// In JSON, one key that names the comparison: `{"at_least": 5}`, `{"known": true}`.
extension Comparison: Codable {
    private enum CodingKeys: String, CodingKey {
        case equals = "is"
        case notEquals = "is_not"
        case oneOf = "one_of"
        case noneOf = "none_of"
        case contains
        case startsWith = "starts_with"
        case hasAny = "has_any"
        case hasNone = "has_none"
        case lessThan = "less_than"
        case atMost = "at_most"
        case moreThan = "more_than"
        case atLeast = "at_least"
        case between
        case known
        case inLast = "in_last"
        case olderThan = "older_than"
        case inNext = "in_next"
        case today
        case anniversary
        case anniversaryInNext = "anniversary_in_next"
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
        case .hasAny: self = .hasAny(try container.decode([String].self, forKey: .hasAny))
        case .hasNone: self = .hasNone(try container.decode([String].self, forKey: .hasNone))
        case .lessThan: self = .lessThan(try container.decode(PropertyValue.self, forKey: .lessThan))
        case .atMost: self = .atMost(try container.decode(PropertyValue.self, forKey: .atMost))
        case .moreThan: self = .moreThan(try container.decode(PropertyValue.self, forKey: .moreThan))
        case .atLeast: self = .atLeast(try container.decode(PropertyValue.self, forKey: .atLeast))
        case .between: self = try Self.between(in: container)
        case .known: self = try container.decode(Bool.self, forKey: .known) ? .known : .unknown
        case .inLast: self = .inLast(try container.decode(Delay.self, forKey: .inLast))
        case .olderThan: self = .olderThan(try container.decode(Delay.self, forKey: .olderThan))
        case .inNext: self = .inNext(try container.decode(Delay.self, forKey: .inNext))
        case .today: self = .today(try container.decode(DayRelation.self, forKey: .today))
        case .anniversary: self = .anniversary
        case .anniversaryInNext:
            self = .anniversaryInNext(try container.decode(Delay.self, forKey: .anniversaryInNext))
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
        case .hasAny(let texts): try container.encode(texts, forKey: .hasAny)
        case .hasNone(let texts): try container.encode(texts, forKey: .hasNone)
        case .lessThan(let value): try container.encode(value, forKey: .lessThan)
        case .atMost(let value): try container.encode(value, forKey: .atMost)
        case .moreThan(let value): try container.encode(value, forKey: .moreThan)
        case .atLeast(let value): try container.encode(value, forKey: .atLeast)
        case .between(let low, let high): try container.encode([low, high], forKey: .between)
        case .known: try container.encode(true, forKey: .known)
        case .unknown: try container.encode(false, forKey: .known)
        case .inLast(let span): try container.encode(span, forKey: .inLast)
        case .olderThan(let span): try container.encode(span, forKey: .olderThan)
        case .inNext(let span): try container.encode(span, forKey: .inNext)
        case .today(let relation): try container.encode(relation, forKey: .today)
        case .anniversary: try container.encode(true, forKey: .anniversary)
        case .anniversaryInNext(let span): try container.encode(span, forKey: .anniversaryInNext)
        }
    }
}
