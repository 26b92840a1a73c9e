/// The result of one attempt to deliver. Explanations are for operators and contain no address.
package enum Outcome: Hashable, Sendable {
    /// The next system took responsibility. The reference is its answer, such as `Ok: queued as 4WxTz`.
    case sent(reference: String)
    /// The next system refused. Nothing was sent.
    case refused(Refusal)
    /// The request was not made or not completed. Nothing was sent, so another attempt is safe.
    case notAttempted(explanation: String)
    /// The next system may or may not have the message. Sending again may send twice.
    case doubtful(explanation: String)
}

package struct Refusal: Hashable, Sendable {
    /// The reply code and enhanced code, as far as given, such as `550 5.1.1`.
    package let code: String
    package let explanation: String
    /// Another attempt with this message is pointless.
    package let isPermanent: Bool
    /// There is no such mailbox: nothing may be sent to this address again. A refusal by policy never sets it.
    package let isRecipientUnknown: Bool
    /// Relance sends too much or too fast for this server: everything that goes there should slow down.
    package let isThrottled: Bool

    package init(
        code: String,
        explanation: String,
        isPermanent: Bool,
        isRecipientUnknown: Bool = false,
        isThrottled: Bool = false
    ) {
        self.code = code
        self.explanation = explanation
        self.isPermanent = isPermanent
        self.isRecipientUnknown = isRecipientUnknown
        self.isThrottled = isThrottled
    }
}

extension Refusal: CustomStringConvertible {
    package var description: String { "\(code) \(explanation)" }
}
