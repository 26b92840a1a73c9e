/// RFC 2045 §6.7: readable in the raw message, lines of at most 76 characters, 7-bit on every path.
enum QuotedPrintable {
    /// Line ends of any kind become CRLF, and one is added at the end if there is none.
    static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + text.count * 5 / 4)
        var column = 0
        for (index, byte) in text.enumerated() {
            if byte == 0x0A, index > 0, text[index - 1] == 0x0D { continue }
            if byte == 0x0A || byte == 0x0D {
                endLine(&bytes, &column)
                continue
            }
            let next = index + 1 < text.count ? text[index + 1] : 0x0A
            var isLiteral = isLiteral(byte, before: next, column: column)
            if column + (isLiteral ? 1 : 3) > lineLengthMax - 1 {
                bytes.append(UInt8(ascii: "="))
                endLine(&bytes, &column)
                isLiteral = self.isLiteral(byte, before: next, column: 0)
            }
            append(byte, isLiteral: isLiteral, to: &bytes)
            column += isLiteral ? 1 : 3
        }
        if column > 0 || text.isEmpty { endLine(&bytes, &column) }
    }

    private static let lineLengthMax = 76

    private static func endLine(_ bytes: inout [UInt8], _ column: inout Int) {
        bytes.append(0x0D)
        bytes.append(0x0A)
        column = 0
    }

    /// A blank before a line end would get lost on the way. A dot or a "From " at the start of a line would survive
    /// SMTP, but not every program behind it.
    private static func isLiteral(_ byte: UInt8, before next: UInt8, column: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "="): false
        case UInt8(ascii: "."), UInt8(ascii: "F"): column > 0
        case 0x20, 0x09: next != 0x0D && next != 0x0A
        default: (0x21...0x7E).contains(byte)
        }
    }

    private static func append(_ byte: UInt8, isLiteral: Bool, to bytes: inout [UInt8]) {
        if isLiteral { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "="))
        bytes.append(hexadecimalDigit(byte >> 4))
        bytes.append(hexadecimalDigit(byte & 0x0F))
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") - 10 + value
    }
}
