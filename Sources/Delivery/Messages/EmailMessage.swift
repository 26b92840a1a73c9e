package import Automation
package import Foundation

/// One e-mail for one recipient (RFC 5322), in 7-bit bytes that are the same every time.
///
/// It uses neither a clock nor random numbers: its unique parts come in as `Identity`, which is stored with the
/// delivery. A message that is sent again is therefore the same message, and receivers can recognize it.
package struct EmailMessage: Hashable, Sendable {
    /// The parts that make a message unique.
    package struct Identity: Codable, Hashable, Sendable {
        /// Without angle brackets: `delivery-uuid@example.com`.
        package let messageID: String
        package let date: Date
        /// Separates the parts: 1 to 60 letters, digits, `-` and `_`, which the texts do not contain.
        package let boundary: String

        package init(messageID: String, date: Date, boundary: String) {
            self.messageID = messageID
            self.date = date
            self.boundary = boundary
        }
    }

    package var from: Mailbox
    package var to: Mailbox
    package var replyTo: Mailbox?
    package var content: EmailContent
    package var identity: Identity
    /// For mail to a list of subscribers.
    package var list: ListHeaders?
    /// A machine wrote it for colleagues: asks vacation responders not to answer (RFC 3834).
    package var isAutomatic: Bool

    package init(
        from: Mailbox,
        to: Mailbox,
        replyTo: Mailbox? = nil,
        content: EmailContent,
        identity: Identity,
        list: ListHeaders? = nil,
        isAutomatic: Bool = false
    ) {
        self.from = from
        self.to = to
        self.replyTo = replyTo
        self.content = content
        self.identity = identity
        self.list = list
        self.isAutomatic = isAutomatic
    }

    /// The message with CRLF line ends, not dot-stuffed.
    package func encoded() throws(MessageFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2_048 + (content.text.utf8.count + (content.html?.utf8.count ?? 0)) * 5 / 4)
        for field in try headers() { field.append(to: &bytes) }
        try appendBody(to: &bytes)
        return bytes
    }

    private func headers() throws(MessageFailure) -> [HeaderField] {
        var fields = [
            try HeaderField("Date", words: [EmailDate.text(for: identity.date)]),
            try HeaderField("From", mailbox: from),
            try HeaderField("To", mailbox: to),
            try HeaderField("Message-ID", words: [Self.identifier(identity.messageID, in: "Message-ID")]),
            try HeaderField("Subject", text: content.subject),
            try HeaderField("MIME-Version", words: ["1.0"]),
        ]
        if let replyTo { fields.append(try HeaderField("Reply-To", mailbox: replyTo)) }
        if let list { fields += try list.fields() }
        if isAutomatic { fields.append(try HeaderField("Auto-Submitted", words: ["auto-generated"])) }
        return fields
    }

    private func appendBody(to bytes: inout [UInt8]) throws(MessageFailure) {
        let text = BodyPart(subtype: "plain", text: content.text)
        guard let html = content.html else { return text.append(to: &bytes) }
        let boundary = try checkedBoundary()
        bytes += "Content-Type: multipart/alternative;\r\n boundary=\"\(boundary)\"\r\n\r\n".utf8
        for part in [text, BodyPart(subtype: "html", text: html)] {
            bytes += "--\(boundary)\r\n".utf8
            part.append(to: &bytes)
            bytes += "\r\n".utf8
        }
        bytes += "--\(boundary)--\r\n".utf8
    }

    private func checkedBoundary() throws(MessageFailure) -> String {
        let boundary = identity.boundary
        let isWellFormed = boundary.utf8.allSatisfy {
            $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard isWellFormed, (1...60).contains(boundary.utf8.count) else { throw .malformedBoundary }
        return boundary
    }

    /// `left@right`, or a dotted name, in angle brackets.
    static func identifier(_ text: String, in header: String) throws(MessageFailure) -> String {
        let isWellFormed = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>()\"\\,;:".utf8.contains($0) }
        guard isWellFormed, !text.isEmpty else { throw .malformedHeader(header) }
        return "<\(text)>"
    }
}
