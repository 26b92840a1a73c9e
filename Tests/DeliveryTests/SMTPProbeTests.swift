import Curl
import Foundation
import TestSupport
import Testing

/// Visits to a mail server that bring no message.
@Suite(.timeLimit(.minutes(1)))
struct SMTPProbeTests {
    private func visit(
        _ port: Int,
        _ security: Curl.SMTPServer.Security = .none,
        password: String? = nil,
        trusting file: String? = nil
    ) async -> SMTPProbe.Outcome {
        let server = Curl.SMTPServer(
            host: "localhost",
            port: port,
            security: security,
            credentials: password.map { Curl.SMTPServer.Credentials(user: "ada", password: $0) },
            helloName: "relance.localhost",
            certificateAuthorities: file
        )
        let transfers = Transfers()
        let outcome = await transfers.perform(SMTPProbe(of: server, deadline: .seconds(10)))
        await transfers.shutDown()
        return outcome
    }

    @Test func `a visit greets, says NOOP, and brings nothing`() async throws {
        let peer = try ScriptedSMTPPeer(["greet", "expect EHLO", "say 250 peer", "expect NOOP", "say 250 ok", "hang"])
        defer { peer.stop() }

        #expect(await visit(peer.port) == .welcomed(isSignedIn: false))
        #expect(try peer.heard().hasPrefix("EHLO relance.localhost\r\nNOOP\r\n"))
    }

    @Test func `a visit signs in over TLS, with a certificate that it can trust`() async throws {
        let server = try TestSupport.SMTPServer(.init(usesStartTLS: true, credentials: ("ada", "secret")))
        defer { server.stop() }
        let file = server.certificate.path

        #expect(await visit(server.port, .startTLS, password: "secret", trusting: file) == .welcomed(isSignedIn: true))
        guard case .failed(let words) = await visit(server.port, .startTLS, password: "secret") else {
            Issue.record("a certificate that nobody vouches for was trusted")
            return
        }
        #expect(words.contains("certificate"))
        #expect(try server.messages().isEmpty)
    }

    @Test func `a wrong password is refused in the server's words`() async throws {
        let server = try TestSupport.SMTPServer(.init(credentials: ("ada", "secret")))
        defer { server.stop() }

        guard case .refused(let reply, at: .authentication) = await visit(server.port, password: "wrong") else {
            Issue.record("the server let us in")
            return
        }
        #expect(reply.code == 535)
    }

    @Test func `a server that offers no way to sign in is told from one that was signed in to`() async throws {
        let peer = try ScriptedSMTPPeer(["greet", "expect EHLO", "say 250 peer", "expect NOOP", "say 250 ok", "hang"])
        defer { peer.stop() }

        #expect(await visit(peer.port, password: "secret") == .welcomed(isSignedIn: false))
    }

    @Test func `a refusal at the door is told as such`() async throws {
        let peer = try ScriptedSMTPPeer(["say 554 5.7.1 not from there", "drop"])
        defer { peer.stop() }

        let reply = SMTPReply(code: 554, enhancedCode: "5.7.1", text: "not from there")
        #expect(await visit(peer.port) == .refused(reply, at: .greeting))
    }

    @Test(
        arguments: [(["greet", "expect EHLO", "say 250 peer", "drop"], .startTLS), (["drop"], .none)]
            as [([String], Curl.SMTPServer.Security)]
    )
    func `a server without TLS, or without a word, is no server`(
        script: [String],
        security: Curl.SMTPServer.Security
    ) async throws {
        let peer = try ScriptedSMTPPeer(script)
        defer { peer.stop() }

        guard case .failed = await visit(peer.port, security) else {
            Issue.record("it was taken for one")
            return
        }
    }
}
