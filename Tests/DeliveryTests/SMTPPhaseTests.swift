import Automation
import Curl
import Delivery
import Foundation
import TestSupport
import Testing

/// Phases in which a connection may die, and what is then known (RFC 5321 §4.2.5).
@Suite struct SMTPPhaseTests {
    private typealias Peer = ScriptedSMTPPeer

    private func outcome(
        _ script: [String],
        deadline: Duration = .seconds(60),
        bytes: [UInt8] = Array("Subject: x\r\n\r\nbody\r\n".utf8)
    ) async throws -> Outcome {
        let peer = try ScriptedSMTPPeer(script)
        let channel = SMTPChannel(server: .local(port: peer.port), transfers: Transfers())
        defer { peer.stop() }
        return await channel.deliver(.example(bytes: bytes, deadline: deadline))
    }

    private static let large =
        Array("Subject: x\r\n\r\n".utf8) + Array(repeating: Array("fourteen bytes\r\n".utf8), count: 400_000).joined()

    // Nothing accepted: safe to try again.

    @Test(arguments: [
        ["drop"], ["greet", "drop"], ["greet", "expect EHLO", "drop"], ["greet"] + Peer.untilRecipient + ["drop"],
        ["greet"] + Peer.untilRecipient + ["expect RCPT", "say 250 ok", "expect DATA", "drop"],
        ["say hello, I am no mail server", "drop"], ["reset"],
    ])
    func `a connection that ends before the message leaves it unsent`(script: [String]) async throws {
        let outcome = try await outcome(script)
        guard case .notAttempted = outcome else { throw UnexpectedOutcome(outcome) }
    }

    @Test(arguments: [
        ["hang"], ["say 220-half a greeting", "hang"], ["greet", "expect EHLO", "hang"],
        Array(Peer.untilData.dropLast()) + ["hang"],
    ])
    func `silence before the message is no doubt, only late`(script: [String]) async throws {
        let outcome = try await outcome(script, deadline: .milliseconds(300))
        guard case .notAttempted = outcome else { throw UnexpectedOutcome(outcome) }
    }

    @Test(arguments: [["read 100000", "reset"], ["read 100000", "wait"]])
    func `a connection that breaks in the middle of a body leaves it unsent`(ending: [String]) async throws {
        let outcome = try await outcome(Peer.untilData + ending, deadline: .seconds(3), bytes: Self.large)
        guard case .notAttempted = outcome else { throw UnexpectedOutcome(outcome) }
    }

    @Test func `a delivery cancelled in the middle of a body sends no half message`() async throws {
        let peer = try Peer(Peer.untilData + ["read 100000", "wait", "read-dot", "say 250 thanks"])
        let channel = SMTPChannel(server: .local(port: peer.port), transfers: Transfers())
        let attempt = Task { await channel.deliver(.example(bytes: Self.large, deadline: .seconds(120))) }
        await peer.waits()

        attempt.cancel()

        let outcome = await attempt.value
        guard case .notAttempted = outcome else { throw UnexpectedOutcome(outcome) }
        try peer.goOn()
        await peer.isLeft()
        #expect(try !peer.heard().contains("\r\n.\r\n"))
    }

    // A definite answer.

    @Test(arguments: [
        (
            "expect RCPT|say 450 4.2.1 busy, try later",
            Refusal(code: "450 4.2.1", explanation: "450 4.2.1 busy, try later", concern: .messageForNow)
        ),
        (
            "expect RCPT|say 550 no such user here",
            Refusal(code: "550", explanation: "550 no such user here", concern: .unknownRecipient)
        ),
        (
            "expect RCPT|say 550 relaying denied",
            Refusal(code: "550", explanation: "550 relaying denied", concern: .everything(to: .everywhere))
        ),
        (
            "expect RCPT|say 550 5.7.1 unknown sender reputation",
            Refusal(code: "550 5.7.1", explanation: "550 5.7.1 unknown sender reputation", concern: .message)
        ),
        (
            "expect RCPT|say 250 ok|expect DATA|say 554 5.6.0 no data today",
            Refusal(code: "554 5.6.0", explanation: "554 5.6.0 no data today", concern: .message)
        ),
        (
            "expect RCPT|say 250 ok|expect DATA|say 354 go|read-dot|say 554-5.7.1 no|say 554 5.7.1 for anna@example.org",
            Refusal(code: "554 5.7.1", explanation: "554 5.7.1 no for (address)", concern: .message)
        ),
        (
            "expect RCPT|say 250 ok|expect DATA|say 354 go|read-dot|say 451 4.7.28 too many from you",
            Refusal(
                code: "451 4.7.28",
                explanation: "451 4.7.28 too many from you",
                concern: .everything(to: Destination("example.org"))
            )
        ),
        (
            "expect RCPT|say 421 4.3.2 closing",
            Refusal(code: "421 4.3.2", explanation: "421 4.3.2 closing", concern: .everything(to: .everywhere))
        ),
    ])
    func `a reply says no, exactly so`(ending: String, refusal: Refusal) async throws {
        let script = ["greet"] + Peer.untilRecipient + ending.split(separator: "|").map(String.init) + ["drop"]
        #expect(try await outcome(script) == .refused(refusal))
    }

    @Test func `a refusal is known before the server answers the leave-taking`() async throws {
        let script = ["greet"] + Peer.untilRecipient + ["expect RCPT", "say 550 5.1.1 nobody", "expect QUIT", "wait"]
        let refusal = Refusal(
            code: "550 5.1.1",
            explanation: "550 5.1.1 nobody",
            concern: .unknownRecipient
        )
        #expect(try await outcome(script) == .refused(refusal))
    }

    @Test func `a sender that is refused is no matter of the recipient`() async throws {
        let script = ["greet", "expect EHLO", "say 250 peer", "expect MAIL", "say 550 unknown sender", "drop"]
        #expect(
            try await outcome(script)
                == .refused(
                    Refusal(code: "550", explanation: "550 unknown sender", concern: .everything(to: .everywhere))
                )
        )
    }

    @Test func `a greeting that turns us away for now slows us down`() async throws {
        #expect(
            try await outcome(["say 421 too many connections", "drop"])
                == .refused(
                    Refusal(code: "421", explanation: "421 too many connections", concern: .everything(to: .everywhere))
                )
        )
    }

    // Sent.

    @Test(arguments: [
        ["say 250 2.0.0 queued as 7", "drop"], ["say 250 2.0.0 queued as 7", "reset"],
        ["say 250-2.0.0 queued", "say 250 2.0.0 as 7", "hang"],
    ])
    func `a message is sent once the dot is answered, whatever happens to QUIT`(ending: [String]) async throws {
        #expect(try await outcome(Peer.untilData + ["read-dot"] + ending) == .sent(reference: "queued as 7"))
    }

    // Doubtful.

    @Test(arguments: [["drop"], ["reset"], ["say 250-half an answer", "drop"], ["say hm", "drop"]])
    func `no reply to the final dot is a doubt`(ending: [String]) async throws {
        let outcome = try await outcome(Peer.untilData + ["read-dot"] + ending)
        guard case .doubtful = outcome else { throw UnexpectedOutcome(outcome) }
    }

    @Test func `a reply to the final dot beyond the deadline is a doubt, and the connection is not used again`()
        async throws
    {
        let peer = try Peer(Peer.untilData + ["read-dot", "hang"])
        let transfers = Transfers(limits: .init(smtpConnectionsMax: 1))
        let channel = SMTPChannel(server: .local(port: peer.port), transfers: transfers)

        for _ in 0..<2 {
            let outcome = await channel.deliver(.example(deadline: .seconds(10)))
            guard case .doubtful = outcome else { throw UnexpectedOutcome(outcome) }
        }

        #expect(try peer.heard().components(separatedBy: "EHLO").count == 3)
        await transfers.shutDown()
    }

    @Test func `the deadline counts anew on a reused connection`() async throws {
        let dialogue = [
            "expect MAIL", "say 250 ok", "expect RCPT", "say 250 ok", "expect DATA", "say 354 go", "read-dot",
        ]
        let script = ["greet", "expect EHLO", "say 250 peer"] + dialogue + ["say 250 first"] + dialogue + ["hang"]
        let peer = try Peer(script)
        let channel = SMTPChannel(
            server: .local(port: peer.port),
            transfers: Transfers(limits: .init(smtpConnectionsMax: 1))
        )
        #expect(await channel.deliver(.example()) == .sent(reference: "first"))

        let start = ContinuousClock.now
        let outcome = await channel.deliver(.example(deadline: .seconds(10)))

        guard case .doubtful = outcome else { throw UnexpectedOutcome(outcome) }
        #expect(ContinuousClock.now - start >= .seconds(9))
        #expect(try peer.heard().components(separatedBy: "EHLO").count == 2)
    }

    @Test func `a cancelled delivery waits for the reply once its dot is out`() async throws {
        let peer = try Peer(Peer.untilData + ["read-dot", "wait", "say 250 queued", "hang"])
        let channel = SMTPChannel(server: .local(port: peer.port), transfers: Transfers())
        let attempt = Task { await channel.deliver(.example()) }
        await peer.waits()

        attempt.cancel()
        try peer.goOn()

        #expect(await attempt.value == .sent(reference: "queued"))
    }

    // Connections.

    @Test func `a connection that the server closed while it was idle costs nothing`() async throws {
        let peer = try Peer(Peer.untilData + ["read-dot", "say 250 ok", "drop"])
        let channel = SMTPChannel(
            server: .local(port: peer.port),
            transfers: Transfers(limits: .init(smtpConnectionsMax: 1))
        )

        for _ in 0..<5 { #expect(await channel.deliver(.example()) == .sent(reference: "ok")) }
    }

    @Test func `a connection that dies on the next command is replaced`() async throws {
        let peer = try Peer(Peer.untilData + ["read-dot", "say 250 ok", "expect MAIL", "drop"])
        let channel = SMTPChannel(
            server: .local(port: peer.port),
            transfers: Transfers(limits: .init(smtpConnectionsMax: 1))
        )

        for _ in 0..<5 { #expect(await channel.deliver(.example()) == .sent(reference: "ok")) }
    }

    @Test func `a slow server delays only its own messages`() async throws {
        let slow = try Peer(Peer.untilData + ["read-dot", "wait", "say 250 slow", "hang"])
        let quick = try TestSupport.SMTPServer()
        let transfers = Transfers()
        let waiting = Task {
            await SMTPChannel(server: .local(port: slow.port), transfers: transfers).deliver(.example())
        }
        await slow.waits()

        for _ in 0..<10 {
            let outcome = await SMTPChannel(server: .local(port: quick.port), transfers: transfers).deliver(.example())
            guard case .sent = outcome else { throw UnexpectedOutcome(outcome) }
        }

        try slow.goOn()
        #expect(await waiting.value == .sent(reference: "slow"))
        await transfers.shutDown()
    }
}
