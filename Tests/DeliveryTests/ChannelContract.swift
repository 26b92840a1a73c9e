import Automation
import Curl
import Delivery
import Foundation
import TestSupport
import Testing

/// The contract of every channel. `inbox` returns the messages that have arrived, with LF line ends.
struct ChannelContract {
    let channel: any Channel
    /// The same channel, but it cannot deliver.
    let brokenChannel: any Channel
    let inbox: () throws -> [String]

    func deliversOnceAndUnchanged() async throws {
        let bytes = try EmailMessage.example(subject: "Grüße 🎉", text: ".\n..\n.starts with a dot\nend\n", html: nil)
            .encoded()

        let outcome = await channel.deliver(.example(bytes: bytes))

        guard case .sent(let reference) = outcome else { throw UnexpectedOutcome(outcome) }
        #expect(!reference.isEmpty)
        #expect(try inbox() == [String(decoding: bytes, as: UTF8.self).withUnixLineEnds])
    }

    func survivesLinesThatLookLikeTheEnd() async throws {
        let bytes = Array("Subject: x\r\n\r\n.\r\n..\r\n.\r\nQUIT\r\n.".utf8) + Array("\r\n".utf8)

        _ = await channel.deliver(.example(bytes: bytes))

        #expect(try inbox() == [String(decoding: bytes, as: UTF8.self).withUnixLineEnds])
    }

    func carriesLargeMessages() async throws {
        let bytes = try EmailMessage.example(text: String(repeating: "é long text.\n", count: 60_000), html: nil)
            .encoded()

        _ = await channel.deliver(.example(bytes: bytes))

        #expect(try inbox() == [String(decoding: bytes, as: UTF8.self).withUnixLineEnds])
    }

    func deliversManyAtOnce() async throws {
        let channel = channel
        let sent = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let bytes = Array("Subject: \(number)\r\n\r\nbody\r\n".utf8)
                    if case .sent = await channel.deliver(.example(bytes: bytes, key: "many/\(number)")) { return true }
                    return false
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }

        #expect(sent == 100)
        #expect(Set(try inbox()).count == 100)
    }

    func refusesWhatNoServerShouldSee() async throws {
        for text in [
            "Subject: x\n\nbare\r\n", "Subject: x\r\n\r\nbare\rreturn\r\n", "Subject: x\r\n\r\nnul \0\r\n", "end\r",
        ] {
            let outcome = await channel.deliver(.example(bytes: Array(text.utf8)))
            guard case .refused(let refusal) = outcome else { throw UnexpectedOutcome(outcome) }
            #expect(refusal.concern == .message)
        }
        #expect(try inbox().isEmpty)
    }

    func refusesWhatIsTooLarge() async throws {
        let outcome = await channel.deliver(.example(bytes: [UInt8](repeating: 0x20, count: 10_000_001)))

        guard case .refused(let refusal) = outcome else { throw UnexpectedOutcome(outcome) }
        #expect(refusal.concern == .message && refusal.code == "5.3.4")
        #expect(try inbox().isEmpty)
    }

    func saysWhenNothingWasAttempted() async throws {
        let outcome = await brokenChannel.deliver(.example())

        guard case .notAttempted(let explanation) = outcome else { throw UnexpectedOutcome(outcome) }
        #expect(!explanation.isEmpty && !explanation.contains("@"))
    }

    func attemptsNothingOnceCancelled() async throws {
        let channel = channel
        let attempt = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await channel.deliver(.example())
        }

        let outcome = await attempt.value
        guard case .notAttempted = outcome else { throw UnexpectedOutcome(outcome) }
        #expect(try inbox().isEmpty)
    }
}

struct UnexpectedOutcome: Error {
    let outcome: Outcome

    init(_ outcome: Outcome) { self.outcome = outcome }
}

extension OutgoingMessage {
    static func example(
        to recipient: String = "anna@example.org",
        bytes: [UInt8] = Array("Subject: x\r\n\r\nbody\r\n".utf8),
        key: String = "run:1/step:2/visit:1",
        deadline: Duration = .seconds(60)
    ) -> OutgoingMessage {
        OutgoingMessage(
            envelopeFrom: try! EmailAddress("bounce@example.com"),
            recipient: try! EmailAddress(recipient),
            bytes: bytes,
            key: key,
            deadline: deadline
        )
    }
}
