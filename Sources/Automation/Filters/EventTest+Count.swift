extension EventTest {
    /// The number of occurrences asked for: a range, with both ends included.
    package struct Count: Hashable, Sendable {
        package var min: Int
        /// Nil: no upper limit.
        package var max: Int?

        package init(_ min: Int, through max: Int?) { (self.min, self.max) = (min, max) }
    }
}

extension EventTest.Count {
    /// Any number, including none.
    package static let any = Self(0, through: nil)

    package static func atLeast(_ limit: Int) -> Self { Self(limit, through: nil) }
    package static func moreThan(_ limit: Int) -> Self { Self(limit + 1, through: nil) }
    package static func atMost(_ limit: Int) -> Self { Self(0, through: limit) }
    package static func fewerThan(_ limit: Int) -> Self { Self(0, through: limit - 1) }
    package static func exactly(_ number: Int) -> Self { Self(number, through: number) }

    /// The counts that satisfy both.
    package func intersection(_ other: Self) -> Self {
        let ends = [max, other.max].compactMap(\.self)
        return Self(Swift.max(min, other.min), through: ends.min())
    }

    /// Whether no number satisfies it.
    package var isEmpty: Bool { max.map { $0 < min } ?? false }

    /// Whether a number of occurrences satisfies it.
    package func admits(_ occurrences: Int) -> Bool { occurrences >= min && max.map { occurrences <= $0 } ?? true }

    /// Whether a contact without any such event passes.
    package var admitsNone: Bool { admits(0) }
}

/// In JSON, its two ends: `{"at_least": 1, "at_most": 3}`.
extension EventTest.Count: Codable {
    private enum CodingKeys: String, CodingKey {
        case min = "at_least"
        case max = "at_most"
    }
}
