/// The result of one attempt to deliver. Explanations are for operators and contain no address.
package enum Outcome: Hashable, Sendable {
    /// The next system took responsibility. The reference is its answer, such as `Ok: queued as 4WxTz`.
    case sent(reference: String)
    /// The next system refused. Nothing was sent. `Refusal.Concern` says whom that concerns.
    case refused(Refusal)
    /// The request was not made or not completed. Nothing was sent, so another attempt is safe.
    case notAttempted(explanation: String)
    /// The next system may or may not have the message. Sending again may send twice.
    case doubtful(explanation: String)
}

package struct Refusal: Hashable, Sendable {
    /// Whom a refusal concerns. What concerns more than one message is nobody's fault who was to receive one.
    package enum Concern: Hashable, Sendable {
        /// This message or its recipient, now; another attempt is worthwhile.
        case messageForNow
        /// This message or its recipient, for good.
        case message
        /// The recipient: there is no such mailbox, and nothing may be sent to it again. A refusal by policy never says
        /// so.
        case unknownRecipient
        /// Everything that goes there: Relance sends too much or too fast for a domain; or no message can leave by this
        /// channel, because of the session, the sender, the credentials or the policy of the next system.
        case everything(to: Destination)
    }

    /// The reply code and enhanced code, as far as given, such as `550 5.1.1`.
    package let code: String
    package let explanation: String
    package let concern: Concern

    package init(code: String, explanation: String, concern: Concern) {
        (self.code, self.explanation, self.concern) = (code, explanation, concern)
    }
}

extension Refusal: CustomStringConvertible {
    package var description: String { "\(code) \(explanation)" }
}
