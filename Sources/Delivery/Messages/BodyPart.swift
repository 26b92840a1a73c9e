/// A text of a message with its headers, in the encoding that suits it.
struct BodyPart {
    /// `plain` or `html`.
    let subtype: String
    private let text: [UInt8]
    private let isMostlyASCII: Bool

    /// Line ends become CRLF, and control characters that no mail may carry become spaces.
    init(subtype: String, text: String) {
        self.subtype = subtype
        self.text = Self.canonical(text)
        isMostlyASCII = self.text.count(where: { $0 >= 0x80 }) * 5 < self.text.count
    }

    func append(to bytes: inout [UInt8]) {
        bytes += "Content-Type: text/\(subtype); charset=utf-8\r\n".utf8
        bytes += "Content-Transfer-Encoding: \(isMostlyASCII ? "quoted-printable" : "base64")\r\n\r\n".utf8
        if isMostlyASCII {
            QuotedPrintable.append(text, to: &bytes)
        } else {
            Base64.appendLines(of: text, to: &bytes)
        }
    }

    private static func canonical(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32 + 2)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0x0A where previous == 0x0D: break
            case 0x0A, 0x0D: bytes += [0x0D, 0x0A]
            case 0x00...0x08, 0x0B, 0x0C, 0x0E...0x1F, 0x7F: bytes.append(0x20)
            default: bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last != 0x0A { bytes += [0x0D, 0x0A] }
        return bytes
    }
}
