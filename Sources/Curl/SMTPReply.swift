/// A server's answer to one command.
package struct SMTPReply: Hashable, Sendable {
    /// Three digits: 2xx done, 3xx go on, 4xx not now, 5xx never.
    package let code: Int
    /// RFC 3463 code such as `5.1.1`, if the server gave one.
    package let enhancedCode: String?
    /// The text of all lines, joined by a space, without codes. It may echo addresses. At most 1,000 characters.
    package let text: String

    package init(code: Int, enhancedCode: String?, text: String) {
        self.code = code
        self.enhancedCode = enhancedCode
        self.text = text
    }

    package var isNegative: Bool { (400..<600).contains(code) }
}

/// The command a reply answers.
package enum SMTPStage: String, Hashable, Sendable, Comparable, CaseIterable {
    case greeting, hello, startTLS, authentication, sender, recipient, data, endOfData

    package static func < (left: SMTPStage, right: SMTPStage) -> Bool { left.order < right.order }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
