/// Why a value cannot become the Swift value that was asked for. It never quotes the value.
package struct Unreadable: Error, Equatable {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// Reads a text value from left to right. It handles ASCII only, and consumes only what it finds.
struct Reader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }
    var next: UInt8? { isAtEnd ? nil : bytes[position] }

    mutating func take() -> UInt8? {
        guard let byte = next else { return nil }
        position += 1
        return byte
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// A decimal number with this many digits.
    mutating func digits(_ count: ClosedRange<Int>) -> Int? {
        var (value, seen) = (0, 0)
        while seen < count.upperBound, let digit = next.map({ Int($0) - 48 }), 0...9 ~= digit {
            value = value * 10 + digit
            seen += 1
            position += 1
        }
        return seen >= count.lowerBound ? value : nil
    }

    /// Millionths after the decimal point; 0 without one.
    mutating func fraction() -> Int? {
        guard skip(".") else { return 0 }
        let start = position
        guard var value = digits(1...6) else { return nil }
        for _ in (position - start)..<6 { value *= 10 }
        return value
    }
}
