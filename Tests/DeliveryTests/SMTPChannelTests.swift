import Automation
import Curl
import Delivery
import Foundation
import TestSupport
import Testing

/// Against a real mail server.
@Suite struct SMTPChannelTests {
    @Test func `one connection carries many messages, and is closed politely`() async throws {
        let server = try TestSupport.SMTPServer()
        let transfers = Transfers(limits: .init(smtpConnectionsMax: 1))
        let channel = SMTPChannel(server: .local(port: server.port), transfers: transfers)

        for number in 0..<5 {
            #expect(await channel.deliver(.example()) == .sent(reference: "Ok: queued as 00000\(number + 1)"))
        }
        await transfers.shutDown()

        #expect(try server.tally().connections == 1)
        #expect(try server.messages().count == 5)
    }

    @Test func `connections stay within their limit`() async throws {
        let server = try TestSupport.SMTPServer()
        let transfers = Transfers(limits: .init(smtpConnectionsMax: 3))
        let channel = SMTPChannel(server: .local(port: server.port), transfers: transfers)

        await withTaskGroup(of: Void.self) { group in
            for number in 0..<60 { group.addTask { _ = await channel.deliver(.example(key: "\(number)")) } }
        }

        #expect(try server.messages().count == 60)
        #expect(try server.tally().connections <= 3)
        await transfers.shutDown()
    }

    @Test func `an unknown recipient is refused for good, without naming anybody`() async throws {
        let server = try TestSupport.SMTPServer()
        let channel = SMTPChannel(server: .local(port: server.port), transfers: Transfers())

        let unknown = await channel.deliver(.example(to: "unknown@example.org"))
        let later = await channel.deliver(.example(to: "later@example.org"))

        #expect(
            unknown
                == .refused(
                    Refusal(
                        code: "550 5.1.1",
                        explanation: "550 5.1.1 <(address)>: no such user (address)",
                        concern: .unknownRecipient
                    )
                )
        )
        #expect(
            later
                == .refused(
                    Refusal(
                        code: "450 4.2.0",
                        explanation: "450 4.2.0 (address) is greylisted",
                        concern: .messageForNow
                    )
                )
        )
        guard case .sent = await channel.deliver(.example()) else {
            Issue.record("a refusal must not spoil the next message")
            return
        }
        #expect(try server.messages().count == 1)
    }

    @Test func `STARTTLS and AUTH open the door`() async throws {
        let server = try TestSupport.SMTPServer(.init(usesStartTLS: true, credentials: ("relance", "s3cret & more")))
        var settings = Curl.SMTPServer.local(port: server.port, security: .startTLS)
        settings.credentials = .init(user: "relance", password: "s3cret & more")
        settings.certificateAuthorities = server.certificate.path
        let transfers = Transfers()

        let outcome = await SMTPChannel(server: settings, transfers: transfers).deliver(.example())

        #expect(outcome == .sent(reference: "Ok: queued as 000001"))
        await transfers.shutDown()
    }

    @Test func `a wrong password or an unknown certificate sends nothing`() async throws {
        let server = try TestSupport.SMTPServer(.init(usesStartTLS: true, credentials: ("relance", "right")))
        var settings = Curl.SMTPServer.local(port: server.port, security: .startTLS)
        settings.credentials = .init(user: "relance", password: "wrong")
        let transfers = Transfers()

        let untrusted = await SMTPChannel(server: settings, transfers: transfers).deliver(.example())
        settings.certificateAuthorities = server.certificate.path
        let unauthenticated = await SMTPChannel(server: settings, transfers: transfers).deliver(.example())

        guard case .notAttempted(let explanation) = untrusted else { throw UnexpectedOutcome(untrusted) }
        guard case .refused(let refusal) = unauthenticated else { throw UnexpectedOutcome(unauthenticated) }
        #expect(refusal.concern == .everything(to: .everywhere))
        #expect(!explanation.contains("wrong") && !refusal.explanation.contains("wrong"))
        #expect(try server.messages().isEmpty)
    }

    @Test func `a server without STARTTLS gets nothing in the clear`() async throws {
        let server = try TestSupport.SMTPServer()
        let settings = Curl.SMTPServer.local(port: server.port, security: .startTLS)

        let outcome = await SMTPChannel(server: settings, transfers: Transfers()).deliver(.example())

        guard case .notAttempted = outcome else { throw UnexpectedOutcome(outcome) }
        #expect(try server.messages().isEmpty)
    }

    @Test func `nothing is sent after shutting down`() async throws {
        let transfers = Transfers()
        await transfers.shutDown()
        let outcome = await SMTPChannel(server: .local(port: 1), transfers: transfers).deliver(.example())
        #expect(outcome == .notAttempted(explanation: "the process is shutting down"))
    }

    @Test(arguments: ["a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "a>@b.example", "é@b.example", ""])
    func `an envelope address cannot carry commands`(address: String) async {
        let transfer = SMTPTransfer(
            server: .local(port: 1),
            from: "x@example.com",
            to: address,
            message: [],
            deadline: .seconds(1)
        )
        guard case .notAccepted(let explanation) = await Transfers().perform(transfer) else {
            Issue.record("the address was used")
            return
        }
        #expect(explanation.contains("envelope") || explanation.contains("recipient"))
    }
}
