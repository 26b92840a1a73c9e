/// A text of a message with its headers, in a suitable encoding.
struct BodyPart {
    /// `plain` or `html`.
    let subtype: String
    private let text: [UInt8]

    init(subtype: String, text: String) {
        self.subtype = subtype
        self.text = Array(text.utf8)
    }

    func append(to bytes: inout [UInt8]) {
        bytes += "Content-Type: text/\(subtype); charset=utf-8\r\n".utf8
        bytes += "Content-Transfer-Encoding: \(isMostlyASCII ? "quoted-printable" : "base64")\r\n\r\n".utf8
        if isMostlyASCII {
            QuotedPrintable.append(text, to: &bytes)
        } else {
            Base64.appendLines(of: canonical, to: &bytes)
        }
    }

    /// With up to a fifth of other characters, quoted-printable is shorter than base64, and readable.
    private var isMostlyASCII: Bool { text.count { $0 >= 0x80 } * 5 <= text.count }

    /// The text with CRLF line ends, which RFC 2046 §4.1.1 requires for every encoding.
    private var canonical: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + text.count / 32 + 2)
        var previous: UInt8 = 0
        for byte in text {
            switch byte {
            case 0x0A where previous == 0x0D: break
            case 0x0A, 0x0D: bytes += [0x0D, 0x0A]
            default: bytes.append(byte)
            }
            previous = byte
        }
        return bytes
    }
}
