/// What is known after an attempt to deliver. Explanations are for operators and contain no address.
package enum Outcome: Hashable, Sendable {
    /// The next system took responsibility; the reference is what it said, such as `Ok: queued as 4WxTz`.
    case sent(reference: String)
    /// It said no. Nothing was sent.
    case refused(Refusal)
    /// It was not asked, or not to the end. Nothing was sent: trying again is safe.
    case notAttempted(explanation: String)
    /// It may or may not have the message: sending again may send twice.
    case doubtful(explanation: String)
}

package struct Refusal: Hashable, Sendable {
    /// Reply code and enhanced code as far as given, such as `550 5.1.1`.
    package let code: String
    package let explanation: String
    /// Trying this message again is pointless.
    package let isPermanent: Bool
    /// There is no such mailbox: nobody should write to this address again. Never true for matters of policy.
    package let isRecipientUnknown: Bool
    /// We send too much or too fast for this server: everything that goes there should slow down.
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
