import Foundation

/// How single values are read from PostgreSQL's text format. None of these ever quotes what it could not read.
enum Scalar {
    static func integer(_ text: [UInt8]) throws(Unreadable) -> Int64 {
        guard let value = Int64(String(decoding: text, as: UTF8.self)) else {
            throw Unreadable("it is not a whole number of 64 bits")
        }
        return value
    }

    /// `NaN` and `Infinity` are numbers of this type.
    static func double(_ text: [UInt8]) throws(Unreadable) -> Double {
        guard let value = Double(String(decoding: text, as: UTF8.self)) else { throw Unreadable("it is not a number") }
        return value
    }

    static func boolean(_ text: [UInt8]) throws(Unreadable) -> Bool {
        switch String(decoding: text, as: UTF8.self) {
        case "t": true
        case "f": false
        default: throw Unreadable("it is neither true nor false")
        }
    }

    static func uuid(_ text: [UInt8]) throws(Unreadable) -> UUID {
        guard let value = UUID(uuidString: String(decoding: text, as: UTF8.self)) else {
            throw Unreadable("it is not a UUID")
        }
        return value
    }

    static func bytes(_ text: [UInt8]) throws(Unreadable) -> [UInt8] {
        guard text.count >= 2, text.count.isMultiple(of: 2), text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
        else {
            throw Unreadable("it is not bytea in hexadecimal form")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for index in stride(from: 2, to: text.count, by: 2) {
            bytes.append(try nibble(text[index]) << 4 | nibble(text[index + 1]))
        }
        return bytes
    }

    private static func nibble(_ character: UInt8) throws(Unreadable) -> UInt8 {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: throw Unreadable("it is not bytea in hexadecimal form")
        }
    }
}
