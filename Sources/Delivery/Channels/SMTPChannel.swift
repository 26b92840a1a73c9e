package import Automation
package import Curl

/// E-mail through a relay that speaks SMTP.
package struct SMTPChannel: Channel {
    private let server: SMTPServer
    private let transfers: Transfers
    private let check: MessageCheck

    /// - Parameter messageBytesMax: relays commonly accept 10 to 25 MB.
    package init(server: SMTPServer, transfers: Transfers, messageBytesMax: Int = 10_000_000) {
        self.server = server
        self.transfers = transfers
        check = MessageCheck(bytesMax: messageBytesMax)
    }

    package func deliver(_ message: OutgoingMessage) async -> Outcome {
        if let refusal = check.refusal(of: message) { return .refused(refusal) }
        let outcome = await transfers.perform(
            SMTPTransfer(
                server: server,
                from: message.envelopeFrom.description,
                to: message.recipient.description,
                message: message.bytes,
                deadline: message.deadline
            )
        )
        return Outcome(outcome, recipient: message.recipient)
    }
}

extension Outcome {
    /// Translates the result of SMTP into the result for the message.
    init(_ outcome: SMTPOutcome, recipient: EmailAddress) {
        let masked = { (text: String) in AddressMask.masked(text, recipient: recipient) }
        switch outcome {
        case .accepted(let reply):
            self = .sent(reference: masked(reply.text))
        case .rejected(let reply, let stage):
            let concern = reply.concern(at: stage, recipient: recipient)
            self = .refused(Refusal(reply, explanation: masked(reply.words), concern: concern))
        case .notAccepted(let explanation):
            self = .notAttempted(explanation: masked(explanation))
        case .doubtful(let explanation):
            self = .doubtful(explanation: masked(explanation))
        }
    }
}

extension Refusal {
    fileprivate init(_ reply: SMTPReply, explanation: String, concern: Concern) {
        self.init(
            code: [String(reply.code), reply.enhancedCode].compactMap(\.self).joined(separator: " "),
            explanation: explanation,
            concern: concern
        )
    }
}

extension SMTPReply {
    fileprivate var words: String {
        [String(code), enhancedCode, text].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
