/// The name of a step in its workflow, stable across versions: `send-ebook-link`, `wait-2-days`.
package struct StepID: RawRepresentable, Hashable, Comparable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension StepID: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

extension StepID: CustomStringConvertible {
    package var description: String { rawValue }
}

extension StepID: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(rawValue)
    }
}
