/// Joins the lines of a reply (RFC 5321 §4.2.1): `250-first`, `250 last`.
struct SMTPReplyReader {
    private var code: Int?
    private var texts: [String] = []

    /// The whole reply, once its last line has arrived. A line without a code is ignored.
    mutating func read(_ line: [UInt8]) -> SMTPReply? {
        let line = String(decoding: line, as: UTF8.self).trimmingLineEnd
        guard let code = Self.code(of: line) else { return nil }
        if code != self.code { texts = [] }
        self.code = code
        if texts.count < Self.linesMax { texts.append(String(line.dropFirst(4))) }
        return line.dropFirst(3).first == "-" ? nil : complete(code)
    }

    private mutating func complete(_ code: Int) -> SMTPReply {
        defer { self = SMTPReplyReader() }
        let enhanced = texts.first.flatMap(Self.enhancedCode)
        let words = texts.map { text in enhanced.map { text.droppingPrefix("\($0) ") } ?? text }
        return SMTPReply(
            code: code,
            enhancedCode: enhanced,
            text: String(words.joined(separator: " ").prefix(Self.charactersMax))
        )
    }

    private static let linesMax = 20
    private static let charactersMax = 1_000

    private static func code(of line: String) -> Int? {
        let digits = line.utf8.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let separator = line.utf8.dropFirst(3).first
        guard separator == nil || separator == UInt8(ascii: " ") || separator == UInt8(ascii: "-") else { return nil }
        return Int(line.prefix(3)).flatMap { (200..<600).contains($0) ? $0 : nil }
    }

    /// RFC 3463: class 2, 4 or 5, then two numbers of at most three digits.
    private static func enhancedCode(in text: String) -> String? {
        guard let word = text.split(separator: " ").first else { return nil }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, ["2", "4", "5"].contains(parts[0]) else { return nil }
        guard parts.allSatisfy({ (1...3).contains($0.count) && Int($0) != nil }) else { return nil }
        return String(word)
    }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        var text = Substring(self)
        while let last = text.unicodeScalars.last, last == "\r" || last == "\n" { text.unicodeScalars.removeLast() }
        return String(text)
    }

    fileprivate func droppingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
