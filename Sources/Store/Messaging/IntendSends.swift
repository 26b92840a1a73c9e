package import Foundation
package import Postgres

/// A rendered message, frozen with the intent to send it.
package struct Draft: Sendable {
    package let lease: Lease
    package let delivery: Int64
    package let emailVersion: Int
    package let messageID: String
    package let sender: String
    package let recipient: String
    package let content: [UInt8]

    package init(
        lease: Lease,
        delivery: Int64,
        emailVersion: Int,
        messageID: String,
        sender: String,
        recipient: String,
        content: [UInt8]
    ) {
        (self.lease, self.delivery, self.emailVersion) = (lease, delivery, emailVersion)
        (self.messageID, self.sender, self.recipient, self.content) = (messageID, sender, recipient, content)
    }
}

/// What the ledger says to an intent.
package struct IntentAnswer: Sendable {
    package enum Word: String, Sendable {
        /// Committed: the message may leave once this transaction has.
        case send
        /// Suppressed, unsubscribed, or without an address.
        case blocked
        /// The enrollment is over.
        case ended
        case paused
        /// The window closed meanwhile.
        case closed
        /// The lease was lost.
        case stale
        /// An earlier intent of the same step has an outcome.
        case already
        /// An earlier intent of the same step has none: its worker died.
        case doubtful
    }

    package let job: Int64
    package let word: Word
    package let reason: String?
    package let delivery: Int64
    package let intentAt: Date
    package let handovers: Int
}

package struct IntendSends: Statement {
    package let drafts: [Draft]

    package init(_ drafts: [Draft]) { self.drafts = drafts }

    package static let sql = "SELECT * FROM messaging.intend($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    package var parameters: [Parameter] {
        drafts.map(\.lease).asParameters + [
            .integers(drafts.map(\.delivery)), .ints(drafts.map(\.emailVersion)), .texts(drafts.map(\.messageID)),
            .texts(drafts.map(\.sender)), .texts(drafts.map(\.recipient)), .bytesArray(drafts.map(\.content)),
        ]
    }
    package static func read(_ row: borrowing Row) throws -> IntentAnswer {
        let text = try row.text("verdict")
        guard let word = IntentAnswer.Word(rawValue: text) else {
            throw DecodingFailure(column: "verdict", wanted: "a word of the ledger", reason: "\"\(text)\" is not one")
        }
        return IntentAnswer(
            job: try row.integer("job_id"),
            word: word,
            reason: try row.optionalText("reason"),
            delivery: try row.integer("delivery_id"),
            intentAt: try row.timestamp("intent_at"),
            handovers: try row.int("handovers")
        )
    }
}
