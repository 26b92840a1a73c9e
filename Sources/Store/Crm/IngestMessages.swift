package import Automation
package import Postgres

/// Takes in a batch of messages about contacts, in their order. What cannot be kept of one is listed; the rest is stored.
///
/// The message language is documented in `verbs/crm/ingest.sql`. Run it in `Pool.transaction`, which repeats it when
/// another writer has created the same contact at the same moment.
package struct IngestMessages: Statement {
    /// What became of one message.
    package struct Answer: Sendable {
        package enum Word: String, Sendable {
            case stored
            /// Its message id was taken in before; nothing changed.
            case duplicate
            /// Its ids name nobody (`undefined`, `null`, …); nothing changed.
            case nobody
        }

        package let word: Word
        /// Whom it is about; nil when nothing was stored.
        package let contact: ContactID?
        /// How much of it was not kept, and is listed in `crm.refused`.
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
