import Automation
import Curl
import Delivery
import Foundation
import TestSupport
import Testing

/// Whom the refusals concern that relays give, by the codes and words that they publish.
@Suite struct ConcernTests {
    private typealias Peer = ScriptedSMTPPeer

    private static let greeting = ["greet", "expect EHLO", "say 250 peer"]
    private static let sender = greeting + ["expect MAIL"]
    private static let recipient = greeting + ["expect MAIL", "say 250 ok", "expect RCPT"]
    private static let end = recipient + ["say 250 ok", "expect DATA", "say 354 go", "read-dot"]

    private func concern(_ script: [String], _ reply: String) async throws -> Refusal.Concern {
        let peer = try Peer(script + ["say \(reply)", "drop"])
        defer { peer.stop() }
        let channel = SMTPChannel(server: .local(port: peer.port), transfers: Transfers())
        let outcome = await channel.deliver(.example())
        guard case .refused(let refusal) = outcome else { throw UnexpectedOutcome(outcome) }
        return refusal.concern
    }

    @Test(arguments: ["554 5.7.1 your address is listed", "554 go away", "421 4.3.2 too many connections"])
    func `whoever is turned away at the greeting is turned away with all messages`(reply: String) async throws {
        #expect(try await concern([], reply) == .everything(to: .everywhere))
    }

    @Test(arguments: [
        "530 5.7.0 Authentication required", "550 5.7.1 Sender address rejected: not owned by user",
        "553 5.1.8 sender domain does not exist", "451 4.3.0 temporary lookup failure", "452 4.3.1 disk full",
        "550 sender verify failed", "454 4.7.0 temporary authentication failure",
    ])
    func `a refused sender concerns every message, for good or for now`(reply: String) async throws {
        #expect(try await concern(Self.sender, reply) == .everything(to: .everywhere))
    }

    @Test(arguments: ["552 5.3.4 message size exceeds fixed limit", "552 too large", "553 5.6.7 needs SMTPUTF8"])
    func `a size or an alphabet that is refused with the sender concerns this message`(reply: String) async throws {
        #expect(try await concern(Self.sender, reply) == .message)
    }

    @Test(arguments: [
        "554 5.7.1 <x@example.org>: Relay access denied", "550 5.7.1 Unable to relay", "530 Must sign in first",
        "550 5.7.26 unauthenticated mail is not accepted", "550 5.7.23 SPF validation failed",
        "421 4.7.0 try again later, closing connection", "452 4.3.1 insufficient system storage",
    ])
    func `what a relay says about us at a recipient concerns every message`(reply: String) async throws {
        #expect(try await concern(Self.recipient, reply) == .everything(to: .everywhere))
    }

    @Test(arguments: ["450 4.7.1 greylisted, come back", "451 4.7.500 server busy", "452 4.7.28 rate limited"])
    func `a limit of rate or reputation concerns the domain`(reply: String) async throws {
        #expect(try await concern(Self.recipient, reply) == .everything(to: Destination("example.org")))
        #expect(try await concern(Self.end, reply) == .everything(to: Destination("example.org")))
    }

    @Test(arguments: [
        ("550 5.1.1 no such user", Refusal.Concern.unknownRecipient), ("550 5.2.2 mailbox full", .message),
        ("550 5.7.1 this list takes mail of members only", .message), ("452 4.2.2 mailbox full", .messageForNow),
        ("450 4.2.1 busy", .messageForNow), ("451 4.3.0 lookup failed for this address", .messageForNow),
    ])
    func `other refusals of a recipient concern the message`(reply: String, concern: Refusal.Concern) async throws {
        #expect(try await self.concern(Self.recipient, reply) == concern)
    }

    @Test(arguments: ["554 5.7.1 rejected as spam", "550 5.6.0 malformed"])
    func `a body that is refused concerns the message`(reply: String) async throws {
        #expect(try await concern(Self.end, reply) == .message)
    }
}
