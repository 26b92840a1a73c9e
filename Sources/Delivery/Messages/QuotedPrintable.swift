/// RFC 2045 §6.7: readable in the raw message, lines of at most 76 characters, 7-bit everywhere.
enum QuotedPrintable {
    /// Line ends of any kind become CRLF, and one is added at the end if it is missing.
    static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + text.count * 5 / 4)
        var column = 0
        var index = 0
        while index < text.count {
            if isLineEnd(text[index]) {
                endLine(&bytes, &column)
                index += text[index] == 0x0D && index + 1 < text.count && text[index + 1] == 0x0A ? 2 : 1
                continue
            }
            let run = literalRun(in: text, from: index, column: column)
            bytes += text[run]
            column += run.count
            index = run.upperBound
            guard index < text.count, !isLineEnd(text[index]) else { continue }
            if column + 3 > columnsMax || isLiteral(in: text, at: index, column: column) {
                bytes.append(UInt8(ascii: "="))
                endLine(&bytes, &column)
            } else {
                appendEscape(text[index], to: &bytes)
                column += 3
                index += 1
            }
        }
        if column > 0 || text.isEmpty { endLine(&bytes, &column) }
    }

    /// Of 76, the last is for the `=` that continues a line.
    private static let columnsMax = 75

    /// The bytes that can stay as they are on the rest of the line.
    private static func literalRun(in text: [UInt8], from start: Int, column: Int) -> Range<Int> {
        let limit = min(text.count, start + columnsMax - column)
        var end = start
        while end < limit, isLiteral(in: text, at: end, column: column + end - start) { end += 1 }
        return start..<end
    }

    /// A blank before a line end would be lost in transmission. A dot or a "From " at the start of a line would survive
    /// SMTP, but not every program after it.
    private static func isLiteral(in text: [UInt8], at index: Int, column: Int) -> Bool {
        switch text[index] {
        case UInt8(ascii: "="): false
        case UInt8(ascii: "."), UInt8(ascii: "F"): column > 0
        case 0x20, 0x09: index + 1 < text.count && !isLineEnd(text[index + 1])
        case 0x21...0x7E: true
        default: false
        }
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    private static func endLine(_ bytes: inout [UInt8], _ column: inout Int) {
        bytes.append(0x0D)
        bytes.append(0x0A)
        column = 0
    }

    private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "="))
        bytes.append(hexadecimalDigit(byte >> 4))
        bytes.append(hexadecimalDigit(byte & 0x0F))
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
    }
}
