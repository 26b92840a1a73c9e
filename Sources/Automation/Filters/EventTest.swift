/// A question about what a contact did: how often an event happened, with which data, since when.
package struct EventTest: Codable, Hashable, Sendable {
    /// How many occurrences are asked for.
    package enum Count: Hashable, Sendable {
        case atLeast(Int)
        case moreThan(Int)
        case atMost(Int)
        case fewerThan(Int)
        case exactly(Int)
    }

    /// From which moment occurrences count.
    package enum Origin: String, Codable, Hashable, Sendable {
        case ever
        /// The start of the enrollment that asks; only a workflow's branches and goal can.
        case enrollment
    }

    /// The event's name; nil means any event at all.
    package var name: String?
    /// Tests of the event's own data; all must hold.
    package var fields: [FieldTest]
    package var count: Count
    /// Only occurrences this recent.
    package var within: Delay?
    package var since: Origin

    package init(
        _ name: String?,
        where fields: [FieldTest] = [],
        count: Count = .atLeast(1),
        within: Delay? = nil,
        since: Origin = .ever
    ) {
        self.name = name
        self.fields = fields
        self.count = count
        self.within = within
        self.since = since
    }

    /// Whether the answer can change with time alone.
    package var isTimeDependent: Bool { within != nil || fields.contains { $0.comparison.isTimeDependent } }

    private enum CodingKeys: String, CodingKey {
        case name
        case fields = "where"
        case count, within, since
    }
}

extension EventTest.Count {
    /// Whether a number of occurrences satisfies it.
    package func admits(_ occurrences: Int) -> Bool {
        switch self {
        case .atLeast(let limit): occurrences >= limit
        case .moreThan(let limit): occurrences > limit
        case .atMost(let limit): occurrences <= limit
        case .fewerThan(let limit): occurrences < limit
        case .exactly(let number): occurrences == number
        }
    }

    /// Whether a contact without any such event passes.
    package var admitsNone: Bool { admits(0) }
}

/// In JSON, one key that names the relation: `{"more_than": 5}`.
extension EventTest.Count: Codable {
    private enum CodingKeys: String, CodingKey {
        case atLeast = "at_least"
        case moreThan = "more_than"
        case atMost = "at_most"
        case fewerThan = "fewer_than"
        case exactly
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let key = try container.onlyKey()
        let number = try container.decode(Int.self, forKey: key)
        switch key {
        case .atLeast: self = .atLeast(number)
        case .moreThan: self = .moreThan(number)
        case .atMost: self = .atMost(number)
        case .fewerThan: self = .fewerThan(number)
        case .exactly: self = .exactly(number)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .atLeast(let number): try container.encode(number, forKey: .atLeast)
        case .moreThan(let number): try container.encode(number, forKey: .moreThan)
        case .atMost(let number): try container.encode(number, forKey: .atMost)
        case .fewerThan(let number): try container.encode(number, forKey: .fewerThan)
        case .exactly(let number): try container.encode(number, forKey: .exactly)
        }
    }
}
