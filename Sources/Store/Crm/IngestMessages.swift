package import Automation
package import Postgres

/// Ingests a batch of messages about contacts, in their order. Parts that cannot be kept are listed; the rest is
/// stored.
///
/// The message language is documented in `verbs/crm/ingest.sql`. Run it in `Pool.transaction`, which repeats it if
/// another writer has created the same contact at the same moment.
package struct IngestMessages: Statement {
    /// The result for one message.
    package struct Answer: Sendable {
        package enum Word: String, Sendable {
            case stored
            /// A message with the same id was ingested before; nothing changed.
            case duplicate
            /// Its ids identify no contact (`undefined`, `null`, …); nothing changed.
            case nobody
        }

        package let word: Word
        /// The contact of the message; nil when nothing was stored.
        package let contact: ContactID?
        /// How many of its parts were not kept. They are listed in `crm.refused`.
        package let refused: Int
    }

    /// A JSON array of messages.
    package let messages: String

    package init(_ messages: String) { self.messages = messages }

    package static let sql = "SELECT answer, contact_id, refused FROM crm.ingest($1) ORDER BY ordinal"
    package var parameters: [Parameter] { [.json(messages)] }

    package static func read(_ row: borrowing Row) throws -> Answer {
        let text = try row.text("answer")
        guard let word = Answer.Word(rawValue: text) else { preconditionFailure("crm.ingest answered \(text)") }
        let contact = try row.optionalInteger("contact_id").map(ContactID.init(rawValue:))
        return Answer(word: word, contact: contact, refused: try row.int("refused"))
    }
}
