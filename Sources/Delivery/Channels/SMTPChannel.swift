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
        case .rejected(let reply, let stage) where stage < .sender && !reply.isThrottling:
            self = .notAttempted(explanation: masked("\(stage.rawValue): \(reply.words)"))
        case .rejected(let reply, let stage):
            self = .refused(Refusal(reply, at: stage, explanation: masked(reply.words)))
        case .notAccepted(let explanation):
            self = .notAttempted(explanation: masked(explanation))
        case .doubtful(let explanation):
            self = .doubtful(explanation: masked(explanation))
        }
    }
}

extension Refusal {
    fileprivate init(_ reply: SMTPReply, at stage: SMTPStage, explanation: String) {
        self.init(
            code: [String(reply.code), reply.enhancedCode].compactMap(\.self).joined(separator: " "),
            explanation: explanation,
            isPermanent: reply.code >= 500 && stage >= .sender,
            isRecipientUnknown: reply.code >= 500 && reply.saysRecipientIsUnknown(at: stage),
            isThrottled: reply.isThrottling
        )
    }
}

extension SMTPReply {
    fileprivate var words: String {
        [String(code), enhancedCode, text].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// 421 refuses for the moment; 4.7.x concerns rate and reputation (RFC 3463 §3.8).
    fileprivate var isThrottling: Bool { code == 421 || enhancedCode?.hasPrefix("4.7.") == true }

    /// The enhanced code decides. Without one, a bare 550 can mean anything, so the text must say it.
    fileprivate func saysRecipientIsUnknown(at stage: SMTPStage) -> Bool {
        if let enhancedCode { return ["5.1.1", "5.1.10", "5.4.1"].contains(enhancedCode) }
        guard stage == .recipient, [550, 551, 553].contains(code) else { return false }
        let text = text.lowercased()
        return ["unknown", "no such", "not exist", "doesn't exist", "not found", "invalid recipient"]
            .contains { text.contains($0) }
    }
}
