/// PostgreSQL's text form of a one-dimensional array: `{a,"b c",NULL}`.
enum ArrayLiteral {
    /// Quotes every element: that is cheaper than to decide which ones need it, and always correct.
    static func text(of elements: [String?]) -> String {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            append(element, to: &text)
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(_ element: String?, to text: inout [UInt8]) {
        guard let element else { return text.append(contentsOf: "NULL".utf8) }
        text.append(quote)
        if element.utf8.contains(where: { $0 == quote || $0 == backslash }) {
            for byte in element.utf8 {
                if byte == quote || byte == backslash { text.append(backslash) }
                text.append(byte)
            }
        } else {
            text.append(contentsOf: element.utf8)
        }
        text.append(quote)
    }

    static func elements(of text: [UInt8]) throws(Unreadable) -> [String?] {
        var reader = Reader(text)
        guard reader.skip("{") else { throw Unreadable("it is not an array counted from 1") }
        if reader.skip("}") { return [] }
        var elements: [String?] = []
        repeat { elements.append(try element(&reader)) } while reader.skip(",")
        guard reader.skip("}"), reader.isAtEnd else { throw Unreadable("the array does not end where it should") }
        return elements
    }

    private static func element(_ reader: inout Reader) throws(Unreadable) -> String? {
        if reader.next == UInt8(ascii: "{") { throw Unreadable("the array has more than one dimension") }
        if reader.skip("\"") { return String(decoding: try quoted(&reader), as: UTF8.self) }
        var bytes: [UInt8] = []
        while let byte = reader.next, byte != UInt8(ascii: ","), byte != UInt8(ascii: "}"), let byte = reader.take() {
            bytes.append(byte)
        }
        let word = String(decoding: bytes, as: UTF8.self)
        return word == "NULL" ? nil : word
    }

    private static func quoted(_ reader: inout Reader) throws(Unreadable) -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = reader.take(), byte != quote {
            guard let byte = byte == backslash ? reader.take() : byte else { break }
            bytes.append(byte)
        }
        return bytes
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
}
