import Foundation

/// Reads single values from PostgreSQL's text format. No error quotes the value.
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

    static func bytes(_ text: [UInt8]) throws(Unreadable) -> [UInt8] {
        guard text.count >= 2, text.count.isMultiple(of: 2), text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x")
        else {
            throw Unreadable("it is not bytea in hexadecimal form")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2 - 1)
        for index in stride(from: 2, to: text.count, by: 2) {
            guard let byte = Hexadecimal.byte(text[index], text[index + 1]) else {
                throw Unreadable("it is not bytea in hexadecimal form")
            }
            bytes.append(byte)
        }
        return bytes
    }
}
