import Foundation
import Store

/// One message to hand over.
struct HandOver: Sendable {
    let job: Int64
    let delivery: Int64
    let since: Date
    let handovers: Int
    let sender: String
    let recipient: String
    let content: [UInt8]

    init(_ draft: Draft, since: Date) {
        (job, delivery, self.since, handovers) = (draft.lease.job, draft.delivery, since, 1)
        (sender, recipient, content) = (draft.sender, draft.recipient, draft.content)
    }

    init(_ message: FrozenMessage, again answer: IntentAnswer) {
        (job, delivery, since, handovers) = (answer.job, message.delivery, answer.intentAt, answer.handovers + 1)
        (sender, recipient, content) = (message.sender, message.recipient, message.content)
    }
}
