import Automation
import Curl

/// Whom a server's refusal concerns. The enhanced code (RFC 3463 and the registry it began) decides; without one, the
/// command that was refused, the code and the text.
extension SMTPReply {
    func concern(at stage: SMTPStage, recipient: EmailAddress) -> Refusal.Concern {
        if concernsUs(at: stage) { return .everything(to: .everywhere) }
        // Rate and reputation (RFC 3463, 3.8).
        if enhancedCode?.hasPrefix("4.7.") == true { return .everything(to: Destination(recipient.domain)) }
        guard code >= 500 else { return .messageForNow }
        return saysRecipientIsUnknown(at: stage) ? .unknownRecipient : .message
    }

    private func concernsUs(at stage: SMTPStage) -> Bool {
        if stage < .sender || code == 421 || Self.authenticationCodes.contains(code) { return true }
        if let enhancedCode, Self.codesAboutUs.contains(enhancedCode.dropFirst()) { return true }
        if stage == .sender { return !isAboutMessage }
        return stage == .recipient && saysRelayingIsDenied
    }

    /// Authentication is required, has failed, or needs another mechanism (RFC 4954, 6).
    private static let authenticationCodes: Set = [530, 534, 535, 538]

    /// Without the class digit. The sender's address (1.7, 1.8); the relay is full, closed or misconfigured (3.1, 3.2,
    /// 3.5); authentication (7.8, 7.9, 7.11: RFC 4954); DKIM, SPF, reverse name and DMARC of the sender (7.20 to 7.26:
    /// RFC 7372; 7.27: RFC 7505).
    private static let codesAboutUs: Set<Substring> = [
        ".1.7", ".1.8", ".3.1", ".3.2", ".3.5", ".7.8", ".7.9", ".7.11",
        ".7.20", ".7.21", ".7.22", ".7.23", ".7.24", ".7.25", ".7.26", ".7.27",
    ]

    /// MAIL FROM also announces the message's size (RFC 1870) and whether it needs SMTPUTF8 (RFC 6531).
    private var isAboutMessage: Bool {
        if let enhancedCode { return [".3.4", ".6.7"].contains(enhancedCode.dropFirst()) }
        return code == 552
    }

    /// Relays say so with 550 or 554, and at most with the general code 5.7.1.
    private var saysRelayingIsDenied: Bool {
        let text = text.lowercased()
        return code >= 500
            && ["relay access denied", "relaying denied", "not permitted to relay", "unable to relay"]
                .contains { text.contains($0) }
    }

    /// A bare 550 can mean anything, so without an enhanced code the text must say it.
    private func saysRecipientIsUnknown(at stage: SMTPStage) -> Bool {
        if let enhancedCode { return ["5.1.1", "5.1.10", "5.4.1"].contains(enhancedCode) }
        guard stage == .recipient, [550, 551, 553].contains(code) else { return false }
        let text = text.lowercased()
        return ["unknown", "no such", "not exist", "doesn't exist", "not found", "invalid recipient"]
            .contains { text.contains($0) }
    }
}
