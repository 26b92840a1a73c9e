import Foundation

/// Bytes as pairs of hexadecimal digits, in lower case as PostgreSQL writes them.
enum Hexadecimal {
    static func byte(_ high: UInt8, _ low: UInt8) -> UInt8? {
        guard let high = digit(high), let low = digit(low) else { return nil }
        return high << 4 | low
    }

    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

/// UUIDs as text (RFC 9562, section 4). Every job's lease has one, and Foundation's scanning and printing of them would
/// take a fifth of a worker's time.
extension Scalar {
    static func uuid(_ text: [UInt8]) throws(Unreadable) -> UUID {
        guard text.count == 36 else { throw Unreadable("it is not a UUID") }
        var (bytes, index): ([UInt8], Int) = ([], 0)
        bytes.reserveCapacity(16)
        while bytes.count < 16 {
            if dashesBefore.contains(bytes.count) {
                guard text[index] == dash else { throw Unreadable("it is not a UUID") }
                index += 1
            }
            guard let byte = Hexadecimal.byte(text[index], text[index + 1]) else {
                throw Unreadable("it is not a UUID")
            }
            bytes.append(byte)
            index += 2
        }
        let b = bytes
        return UUID(
            uuid: (
                b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
            )
        )
    }

    static func text(of uuid: UUID) -> String {
        let b = uuid.uuid
        let bytes = [b.0, b.1, b.2, b.3, b.4, b.5, b.6, b.7, b.8, b.9, b.10, b.11, b.12, b.13, b.14, b.15]
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if dashesBefore.contains(index) { text.append(dash) }
            Hexadecimal.append(byte, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let dash = UInt8(ascii: "-")
    private static let dashesBefore = [4, 6, 8, 10]
}
