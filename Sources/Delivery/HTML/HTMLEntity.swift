import Automation

/// Reads character references (HTML Standard §13.2.5.72).
enum HTMLEntity {
    static func decodedText(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> { decoded(bytes, inAttribute: false) }

    static func decodedAttribute(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> { decoded(bytes, inAttribute: true) }

    private static func decoded(_ bytes: ArraySlice<UInt8>, inAttribute: Bool) -> ArraySlice<UInt8> {
        guard bytes.contains(UInt8(ascii: "&")) else { return bytes }
        var result: [UInt8] = []
        var rest = bytes
        while let ampersand = rest.firstIndex(of: UInt8(ascii: "&")) {
            result += rest[..<ampersand]
            rest = rest[(ampersand + 1)...]
            if let (scalar, length) = reference(at: rest, inAttribute: inAttribute) {
                result += String(scalar).utf8
                rest = rest.dropFirst(length)
            } else {
                result.append(UInt8(ascii: "&"))
            }
        }
        return result[...] + rest
    }

    private typealias Reference = (scalar: Unicode.Scalar, length: Int)

    /// - Parameter rest: the bytes after the ampersand.
    private static func reference(at rest: ArraySlice<UInt8>, inAttribute: Bool) -> Reference? {
        if rest.first == UInt8(ascii: "#") { return number(rest) }
        let name = rest.prefix(nameLengthMax).prefix(while: \.isASCIILetterOrDigit)
        if byte(after: name.count, in: rest) == UInt8(ascii: ";"), let scalar = named[text(name)] {
            return (scalar, name.count + 1)
        }
        return legacy(name, in: rest, inAttribute: inAttribute)
    }

    /// `&copy` without a semicolon. In an attribute, `?a=1&copy=2` is a query and not a reference.
    private static func legacy(_ name: ArraySlice<UInt8>, in rest: ArraySlice<UInt8>, inAttribute: Bool) -> Reference? {
        for length in stride(from: min(name.count, legacyLengthMax), to: 1, by: -1) {
            guard let scalar = named[text(name.prefix(length))], isLegacy(scalar) else { continue }
            let next = byte(after: length, in: rest) ?? 0
            return inAttribute && (next == UInt8(ascii: "=") || next.isASCIILetterOrDigit) ? nil : (scalar, length)
        }
        return nil
    }

    /// `#8364;`, `#x20AC;`, also without a semicolon.
    private static func number(_ rest: ArraySlice<UInt8>) -> Reference? {
        let isHexadecimal = byte(after: 1, in: rest).map { $0 | 0x20 } == UInt8(ascii: "x")
        let start = isHexadecimal ? 2 : 1
        let digits = rest.dropFirst(start).prefix { isHexadecimal ? $0.isHexadecimalDigit : $0.isDigit }
        guard !digits.isEmpty else { return nil }
        let end = start + digits.count
        let length = byte(after: end, in: rest) == UInt8(ascii: ";") ? end + 1 : end
        return (scalar(numbered: UInt32(text(digits), radix: isHexadecimal ? 16 : 10) ?? 0), length)
    }

    /// An invalid number becomes the replacement character; 128 to 159 have their Windows meaning.
    private static func scalar(numbered number: UInt32) -> Unicode.Scalar {
        if (0x80...0x9F).contains(number) { return windows[Int(number - 0x80)] }
        return number == 0 ? "\u{FFFD}" : Unicode.Scalar(number) ?? "\u{FFFD}"
    }

    private static let windows = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars
    )

    private static func byte(after count: Int, in rest: ArraySlice<UInt8>) -> UInt8? { rest.dropFirst(count).first }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static let nameLengthMax = 10
    private static let legacyLengthMax = 6
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isHexadecimalDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
}
