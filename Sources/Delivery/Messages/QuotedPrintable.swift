/// RFC 2045 §6.7: readable in the raw message, lines of at most 76 characters, 7-bit on every path.
enum QuotedPrintable {
    /// - Parameter text: with CRLF line ends.
    static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        bytes.reserveCapacity(bytes.count + text.count * 5 / 4)
        var column = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == 0x0D {
                bytes.append(0x0D)
                bytes.append(0x0A)
                column = 0
                index += 2
                continue
            }
            let isLiteral = isLiteral(byte, before: index + 1 < text.count ? text[index + 1] : 0x0D, column: column)
            if column + (isLiteral ? 1 : 3) > lineLengthMax - 1 {
                bytes += "=\r\n".utf8
                column = 0
                continue
            }
            append(byte, isLiteral: isLiteral, to: &bytes)
            column += isLiteral ? 1 : 3
            index += 1
        }
    }

    private static let lineLengthMax = 76

    /// A blank before a line end would get lost on the way. A dot or a "From " at the start of a line would survive
    /// SMTP, but not every program behind it.
    private static func isLiteral(_ byte: UInt8, before next: UInt8, column: Int) -> Bool {
        switch byte {
        case UInt8(ascii: "="): false
        case UInt8(ascii: "."), UInt8(ascii: "F"): column > 0
        case 0x20, 0x09: next != 0x0D
        default: (0x21...0x7E).contains(byte)
        }
    }

    private static func append(_ byte: UInt8, isLiteral: Bool, to bytes: inout [UInt8]) {
        if isLiteral { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "="))
        bytes.append(hexadecimal[Int(byte >> 4)])
        bytes.append(hexadecimal[Int(byte & 0x0F)])
    }

    private static let hexadecimal = Array("0123456789ABCDEF".utf8)
}
