/// The content that one recipient reads.
package struct EmailContent: Codable, Hashable, Sendable {
    package var subject: String
    package var text: String
    /// Absent in a mail that is only text.
    package var html: String?

    package init(subject: String, text: String, html: String? = nil) {
        self.subject = subject
        self.text = text
        self.html = html
    }
}
