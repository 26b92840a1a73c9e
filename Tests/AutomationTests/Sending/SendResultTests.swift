import Automation
import Foundation
import Testing

/// The results that follow from the ledger's verdicts and a channel's outcomes.
@Suite struct SendResultTests {
    private static let since = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [
        (IntentVerdict.send, SendResult?.none),
        (.blocked(reason: "no consent"), .blocked(reason: "no consent")),
        (.ended, .void),
        (.paused, .later(reason: "the workflow is paused")),
        (.closed, .later(reason: "its window has closed")),
        (.halted(until: since, reason: "530"), .halted(until: since, reason: "530")),
        (.held, .held),
        (.stale, .stale),
        (.already(.sent), .already(.sent)),
        (.doubtful, .inDoubt(.init("its worker died while handing it over", since: since, handovers: 1))),
    ])
    func `only "send" lets a message leave`(verdict: IntentVerdict, result: SendResult?) {
        #expect(SendResult(verdict, since: Self.since, handovers: 1) == result)
    }

    private static let forGood = Refusal(code: "550 5.1.1", explanation: "no such user", concern: .message)
    private static let toUs = Refusal(code: "530", explanation: "who?", concern: .everything(to: .everywhere))
    private static let forNow = Refusal(code: "451", explanation: "busy", concern: .messageForNow)

    @Test(arguments: [
        (Outcome.sent(reference: "ok"), SendResult.sent(reference: "ok")),
        (.refused(forGood), .refused(forGood)),
        (.refused(forNow), .notAccepted(error: "451 busy")),
        (.refused(toUs), .turnedAway(from: .everywhere, error: "530 who?")),
        (.notAttempted(explanation: "no route"), .unreachable(error: "no route")),
        (.doubtful(explanation: "no answer"), .inDoubt(.init("no answer", since: since, handovers: 2))),
    ])
    func `an outcome of a channel is one result`(outcome: Outcome, result: SendResult) {
        #expect(SendResult(outcome, since: Self.since, handovers: 2) == result)
    }
}
