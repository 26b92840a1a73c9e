/// Reads one JSON text (RFC 8259) strictly, and says where it stops being JSON.
///
/// It refuses what PostgreSQL could not store: NUL characters, lone surrogates, and numbers that are too large or too
/// long.
package struct JSONParser {
    private let bytes: [UInt8]
    private let numberBytesMax: Int
    private var position = 0
    private var depth = 0

    /// - Parameter numberBytesMax: longer numbers are refused.
    package static func parse(_ bytes: [UInt8], numberBytesMax: Int = 60) throws(JSONMistake) -> JSON {
        var parser = JSONParser(bytes, numberBytesMax: numberBytesMax)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.mistake("expected the end") }
        return value
    }

    private init(_ bytes: [UInt8], numberBytesMax: Int) {
        self.bytes = bytes
        self.numberBytesMax = numberBytesMax
    }

    private mutating func value() throws(JSONMistake) -> JSON {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONMistake) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONMistake) in try parser.list() }
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
        default: throw mistake("expected a value")
        }
    }

    private mutating func nested(_ read: (inout JSONParser) throws(JSONMistake) -> JSON) throws(JSONMistake) -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw mistake("nested deeper than \(Self.depthMax) levels") }
        position += 1
        return try read(&self)
    }

    private mutating func object() throws(JSONMistake) -> JSON {
        var members: [String: JSON] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw mistake("expected a name in quotes") }
            let name = try string()
            skipSpace()
            guard take(":") else { throw mistake("expected \":\"") }
            members[name] = try value()
            skipSpace()
        } while take(",")
        guard take("}") else { throw mistake("expected \",\" or \"}\"") }
        return .object(members)
    }

    private mutating func list() throws(JSONMistake) -> JSON {
        var values: [JSON] = []
        skipSpace()
        if take("]") { return .list(values) }
        repeat {
            values.append(try value())
            skipSpace()
        } while take(",")
        guard take("]") else { throw mistake("expected \",\" or \"]\"") }
        return .list(values)
    }

    private mutating func word(_ word: String, _ value: JSON) throws(JSONMistake) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw mistake("expected a value") }
        position += word.utf8.count
        return value
    }

    private static let depthMax = 64
}

// MARK: Numbers

extension JSONParser {
    private mutating func number() throws(JSONMistake) -> JSON {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        var exponent = 0..<0
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            let first = position
            try digits()
            exponent = first..<position
        }
        guard position - start <= numberBytesMax, exponent.count <= 2 else { throw mistake("a number beyond measure") }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(JSONMistake) {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw mistake("expected a digit") }
    }
}

// MARK: Texts

extension JSONParser {
    private mutating func string() throws(JSONMistake) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try checked(text)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw mistake("a control character in a text")
            default: text.append(byte)
            }
        }
        throw mistake("a text without an end")
    }

    private func checked(_ text: [UInt8]) throws(JSONMistake) -> String {
        guard let text = String(validating: text, as: UTF8.self) else { throw mistake("a text that is not UTF-8") }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONMistake) {
        guard let byte = peek else { throw mistake("a text without an end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array(String(Character(try scalar())).utf8)
        default: throw mistake("an unknown escape in a text")
        }
    }

    private mutating func scalar() throws(JSONMistake) -> Unicode.Scalar {
        let unit = try codeUnit()
        guard unit != 0 else { throw mistake("a NUL character in a text") }
        guard UTF16.isLeadSurrogate(unit) else {
            guard let scalar = Unicode.Scalar(unit) else { throw mistake("half a character in a text") }
            return scalar
        }
        guard take("\\"), take("u") else { throw mistake("half a character in a text") }
        let trail = try codeUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw mistake("half a character in a text") }
        return UTF16.decode(UTF16.EncodedScalar([unit, trail]))
    }

    private mutating func codeUnit() throws(JSONMistake) -> UInt16 {
        let hex = bytes[position...].prefix(4)
        let text = String(decoding: hex, as: UTF8.self)
        guard hex.count == 4, !text.hasPrefix("+"), let unit = UInt16(text, radix: 16) else {
            throw mistake("expected four hexadecimal digits")
        }
        position += 4
        return unit
    }
}

// MARK: Places

extension JSONParser {
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func mistake(_ explanation: String) -> JSONMistake {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        return JSONMistake(line: line, column: column, explanation: explanation)
    }
}

/// Where a text stops being JSON, and why. Never repeats the text.
package struct JSONMistake: Error, Hashable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    /// From 1, in bytes.
    package let column: Int
    package let explanation: String

    package var description: String { "line \(line), column \(column): \(explanation)" }
}
