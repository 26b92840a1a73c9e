extension Notation<Int> {
    static let port = Notation(
        expectation: "a port (1–65535)",
        read: { Int($0).flatMap { Limits.ports.contains($0) ? $0 : nil } },
        write: \.description
    )

    static func count(_ range: ClosedRange<Int>) -> Notation {
        Notation(
            expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { Int($0).flatMap { range.contains($0) ? $0 : nil } },
            write: \.description
        )
    }

    /// Bytes, written with a unit. 1 KB is 1024 bytes.
    static func size(_ range: ClosedRange<Int>) -> Notation {
        Notation(
            expectation: "a size from \(Size.written(range.lowerBound)) to \(Size.written(range.upperBound))",
            read: { Size.bytes($0).flatMap { range.contains($0) ? $0 : nil } },
            write: Size.written
        )
    }
}

extension Notation<Bool> {
    static let yesOrNo = Notation(
        expectation: "yes or no",
        read: { ["yes": true, "true": true, "no": false, "false": false][$0] },
        write: { $0 ? "yes" : "no" }
    )
}

extension Notation<Duration> {
    static func duration(_ range: ClosedRange<Duration>) -> Notation {
        Notation(
            expectation: "a duration from \(range.lowerBound.written) to \(range.upperBound.written)",
            read: { Duration($0).flatMap { range.contains($0) ? $0 : nil } },
            write: \.written
        )
    }
}

extension Notation where Value: CaseIterable & RawRepresentable<String> {
    static func choice() -> Notation {
        let words = Value.allCases.map(\.rawValue)
        return Notation(
            expectation: words.dropLast().joined(separator: ", ") + " or " + (words.last ?? ""),
            read: { Value(rawValue: $0) },
            write: \.rawValue
        )
    }
}
