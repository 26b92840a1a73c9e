package import Automation
package import Postgres

/// Records that a contact wants no more e-mails about a topic, or about any. Once it is committed, no new intent to
/// send is possible.
package struct Unsubscribe: Statement {
    package let contact: ContactID
    /// Nil: all topics.
    package let topic: String?
    /// How the request came: `one-click` (RFC 8058) or `page`.
    package let source: String

    package init(_ contact: ContactID, from topic: String?, source: String) {
        (self.contact, self.topic, self.source) = (contact, topic, source)
    }

    package static let sql = "SELECT messaging.unsubscribe($1, $2, $3) AS withdrawn"
    package var parameters: [Parameter] { [.integer(contact.rawValue), .text(topic), .text(source)] }

    /// False: the consent was already withdrawn.
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("withdrawn") }
}
