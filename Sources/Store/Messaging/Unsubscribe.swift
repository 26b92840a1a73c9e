package import Automation
package import Postgres

/// A contact wants no more e-mails about a topic, or about any. Once committed, no new intent to send can be.
package struct Unsubscribe: Statement {
    package let contact: ContactID
    /// nil: all topics.
    package let topic: String?
    /// How it came: `one-click` (RFC 8058) or `page`.
    package let source: String

    package init(_ contact: ContactID, from topic: String?, source: String) {
        (self.contact, self.topic, self.source) = (contact, topic, source)
    }

    package static let sql = "SELECT messaging.unsubscribe($1, $2, $3) AS withdrawn"
    package var parameters: [Parameter] { [.integer(contact.rawValue), .text(topic), .text(source)] }

    /// false: it was withdrawn before.
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("withdrawn") }
}
