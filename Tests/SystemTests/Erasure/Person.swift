import Foundation

/// A person with unmistakable values, under three addresses.
enum Person {
    static let address = "Zyxwvida.Quorbenthal@Vexmire.Example"
    /// The tests' mail server does not know this recipient, and repeats the address.
    static let unknown = "unknown+quorbenthal@vexmire.example"
    /// The server would accept this one later, and repeats the address.
    static let later = "later+quorbenthal@vexmire.example"
    static let phone = "+33198765431"
    static let account = "acct-zq7731"
    static let browser = "anon-zq8842"
    static let property = "orchid-lore-5519"
    static let said = "please call zq6613 back"
    static let ticket = "ticket-zq5527"
    static let campaign = "utm-zq7714"
    static let page = "https://shop.example/zq8816?for=\(urlEncoded)"
    static let wording = "yes, write to me, zq9918"
    static let urlEncoded = "zyxwvida.quorbenthal%40vexmire.example"

    /// Parts that only this person's data contains, in lower case. Each address is split into its parts.
    private static let marks = [
        "zyxwvida", "quorbenthal", "vexmire", "33198765431", "zq7731", "zq8842", "orchid-lore", "zq6613", "zq5527",
        "zq7714", "zq8816", "zq9918",
    ]

    /// The person's values in a text, whether plain, in hexadecimal as pg_dump writes bytes, or in base64.
    static func traces(in text: String) -> [String] {
        let lower = text.lowercased()
        let found = marks.filter { mark in
            lower.contains(mark) || lower.contains(hex(mark))
                || lower.contains(hex(mark.prefix(1).uppercased() + mark.dropFirst()))
        }
        return found + base64.filter { text.contains($0) }.map { "base64 \($0)" }
    }

    /// Each line that contains one, for a failure's message.
    static func lines(of text: String) -> String {
        text.split(separator: "\n").filter { !traces(in: String($0)).isEmpty }.map { $0.prefix(300) }
            .joined(separator: "\n")
    }

    private static func hex(_ text: String) -> String { text.utf8.map { String(format: "%02x", $0) }.joined() }

    /// An address has three forms in base64, depending on its offset. The characters shared with its neighbors are
    /// omitted.
    private static let base64: [String] = [address, address.lowercased(), unknown, later].flatMap { address in
        (0..<3).map { shift in
            let bytes = [UInt8](repeating: 0, count: shift) + Array(address.utf8)
            return String(Data(bytes).base64EncodedString().dropFirst(4).prefix(32))
        }
    }
}
