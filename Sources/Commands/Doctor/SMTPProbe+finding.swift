import Curl
import Settings

extension SMTPProbe.Outcome {
    /// What a visit to the relay of these settings came to, in the server's own words where it refuses.
    func finding(of relay: Settings.SMTP) -> Finding {
        let place = "\(relay.host):\(relay.port)"
        switch self {
        case .welcomed(isSignedIn: false) where relay.user != nil:
            return .look("relay", "\(place) answers, and offers no way to sign in", help: Self.signingIn)
        case .welcomed: return .ok("relay", "\(place) answers, \(Self.words(relay))")
        case .refused(let reply, let stage):
            let words = [String(reply.code), reply.enhancedCode, reply.text].compactMap(\.self).joined(separator: " ")
            return .fail("relay", "\(place) \(stage.refusal): \(words)", help: stage.help)
        case .failed(let words): return .fail("relay", "\(place): \(words)", help: Self.connecting)
        }
    }

    private static func words(_ relay: Settings.SMTP) -> String {
        let security =
            switch relay.security {
            case .none: "unencrypted"
            case .starttls, .tls: "over TLS"
            }
        return relay.user.map { "\(security), and accepts \($0)" } ?? "\(security), without authentication"
    }

    private static let connecting = """
        Check smtp.host and smtp.port, that firewalls let this machine out, and smtp.security: starttls belongs to \
        port 587, tls to 465, and both demand a certificate that is valid for smtp.host.
        """
    private static let signingIn = """
        Leave smtp.user and smtp.password empty if it knows this machine by its address; otherwise use its port for \
        submission, 587 or 465.
        """
}

extension SMTPStage {
    fileprivate var refusal: String {
        switch self {
        case .greeting: "refuses the connection"
        case .startTLS: "refuses STARTTLS"
        case .authentication: "refuses the login"
        case .hello, .sender, .recipient, .data, .endOfData: "says no"
        }
    }

    fileprivate var help: String {
        switch self {
        case .authentication: "Check smtp.user and smtp.password (RELANCE_SMTP_PASSWORD)."
        case .startTLS: "Check smtp.port and smtp.security: tls belongs to port 465, none to a relay of this machine."
        case .greeting, .hello, .sender, .recipient, .data, .endOfData:
            "Its operator knows why: it may have to allow this machine's address, or its name for the greeting."
        }
    }
}
