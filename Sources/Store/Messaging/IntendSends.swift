package import Automation
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

/// The ledger's answer to an intent, and the delivery it concerns.
package struct IntentAnswer: Sendable {
    package let job: Int64
    package let verdict: IntentVerdict
    package let delivery: Int64
    package let intentAt: Date
    /// How often the message has been handed over, including this time.
    package let handovers: Int
}

package struct IntendSends: Statement {
    package let drafts: [Draft]

    package init(_ drafts: [Draft]) { self.drafts = drafts }

    package static let sql = "SELECT * FROM automation.intend($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    package var parameters: [Parameter] {
        drafts.map(\.lease).asParameters + [
            .integers(drafts.map(\.delivery)), .ints(drafts.map(\.emailVersion)), .texts(drafts.map(\.messageID)),
            .texts(drafts.map(\.sender)), .texts(drafts.map(\.recipient)), .bytesArray(drafts.map(\.content)),
        ]
    }
    package static func read(_ row: borrowing Row) throws -> IntentAnswer {
        IntentAnswer(
            job: try row.integer("job_id"),
            verdict: try verdict(row),
            delivery: try row.integer("delivery_id"),
            intentAt: try row.timestamp("intent_at"),
            handovers: try row.int("handovers")
        )
    }

    private static func verdict(_ row: borrowing Row) throws -> IntentVerdict {
        let (word, reason) = (try row.text("verdict"), try row.optionalText("reason"))
        switch word {
        case "send": return .send
        case "blocked": return .blocked(reason: reason ?? "blocked")
        case "ended": return .ended
        case "paused": return .paused
        case "closed": return .closed
        case "halted": return .halted(until: try row.timestamp("until"), reason: reason ?? "its channel is stopped")
        case "held": return .held
        case "stale": return .stale
        case "doubtful": return .doubtful
        case "already":
            if let earlier = reason.flatMap(IntentVerdict.Earlier.init) { return .already(earlier) }
            fallthrough
        default:
            let words = [word, reason].compactMap(\.self).joined(separator: ": ")
            throw DecodingFailure(
                column: "verdict",
                wanted: "a verdict of the ledger",
                reason: "\"\(words)\" is not one"
            )
        }
    }
}
