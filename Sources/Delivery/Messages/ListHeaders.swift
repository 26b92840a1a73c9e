package import Automation

/// The headers that mailbox providers require of mail to many subscribers.
package struct ListHeaders: Hashable, Sendable {
    /// The name of the topic as a domain: `news.example.com` (RFC 2919).
    package var id: String
    /// An https URL that unsubscribes by POST, without a page, a cookie or a redirect (RFC 8058).
    package var unsubscribeURL: String
    /// An address that unsubscribes every sender who writes to it. The subject contains the token of the URL.
    package var unsubscribeMailbox: EmailAddress?
    /// Groups complaints in Gmail's feedback loop: up to three identifiers and the sender, separated by colons.
    package var feedbackID: String?

    package init(
        id: String,
        unsubscribeURL: String,
        unsubscribeMailbox: EmailAddress? = nil,
        feedbackID: String? = nil
    ) {
        self.id = id
        self.unsubscribeURL = unsubscribeURL
        self.unsubscribeMailbox = unsubscribeMailbox
        self.feedbackID = feedbackID
    }

    func fields() throws(MessageFailure) -> [HeaderField] {
        var fields = [
            try HeaderField("List-Id", words: [EmailMessage.identifier(id, in: "List-Id")]),
            try HeaderField("List-Unsubscribe", words: unsubscribeWords()),
            try HeaderField("List-Unsubscribe-Post", words: ["List-Unsubscribe=One-Click"]),
        ]
        if let feedbackID { fields.append(try HeaderField("Feedback-ID", words: [checked(feedbackID)])) }
        return fields
    }

    /// RFC 8058 requires https. Plain http is for an installation that is reached only from its own machine.
    private static func isTrustworthy(_ url: String) -> Bool {
        ["https://", "http://localhost:", "http://127.0.0.1:"].contains(where: url.hasPrefix)
    }

    private func unsubscribeWords() throws(MessageFailure) -> [String] {
        guard Self.isTrustworthy(unsubscribeURL), unsubscribeURL.utf8.allSatisfy(Self.isAllowedInURL) else {
            throw .malformedHeader("List-Unsubscribe")
        }
        guard let unsubscribeMailbox else { return ["<\(unsubscribeURL)>"] }
        let token = unsubscribeURL.split(separator: "/").last.map(String.init) ?? ""
        return ["<\(unsubscribeURL)>,", "<mailto:\(Self.percentEncoded(unsubscribeMailbox))?subject=\(token)>"]
    }

    private static func percentEncoded(_ address: EmailAddress) -> String {
        PercentEncoding.encoded(address.description) { $0.isASCIILetterOrDigit || "@.-_+".utf8.contains($0) }
    }

    private func checked(_ id: String) throws(MessageFailure) -> String {
        guard id.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .malformedHeader("Feedback-ID") }
        return id
    }

    private static func isAllowedInURL(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
    }
}
