/// `application/x-www-form-urlencoded`, as browsers write it (WHATWG URL §5.1).
enum URLEncodedForm {
    static func pairs(in bytes: [UInt8]) throws(Problem) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            pairs.append((try decoded(halves[0]), halves.count == 2 ? try decoded(halves[1]) : ""))
        }
        return pairs
    }

    /// A `%` that no two hexadecimal digits follow stands for itself.
    private static func decoded(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = hexadecimal(rest.prefix(2)) {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return try String(formBytes: decoded)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

extension String {
    /// Text of a form: UTF-8 without NUL, which PostgreSQL does not store.
    init(formBytes bytes: some Sequence<UInt8>) throws(Problem) {
        guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
            throw .malformed("a field is not UTF-8 text")
        }
        self = text
    }
}
