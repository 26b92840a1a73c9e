import Automation
import Foundation
import TestSupport
import Testing

/// The consequences of each result of a send: every edge of the state machine drawn at `SendResult`.
@Suite struct SendConclusionTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func conclude(
        _ result: SendResult,
        job: Int64 = 7,
        hasWalk: Bool = true,
        onBlocked: SendEmail.Blocked = .skip,
        policy: DoubtPolicy = .resend(after: .seconds(900))
    ) -> SendConclusion {
        SendConclusion(
            result,
            SendCircumstances(job: job, hasWalk: hasWalk, onBlocked: onBlocked, policy: policy, now: now)
        )
    }

    @Test func `a message that was taken ends its job, is recorded and takes the walk on`() {
        let conclusion = conclude(.sent(reference: "250 queued"))
        #expect(conclusion.job == .finish)
        #expect(conclusion.ledger == .sent(reference: "250 queued"))
        #expect(conclusion.walk == .goOn(noting: .sent("250 queued")))
    }

    @Test(arguments: [true, false])
    func `a message that will never be taken ends the walk with the server's words`(isUnknown: Bool) {
        let refusal = Refusal(code: "550", explanation: "no", concern: isUnknown ? .unknownRecipient : .message)
        let conclusion = conclude(.refused(refusal))
        #expect(conclusion.job == .finish)
        #expect(conclusion.ledger == .failed(reason: "550 no", isRecipientUnknown: isUnknown))
        #expect(conclusion.walk == .leave(.failed(explanation: "550 no")))
    }

    @Test func `without a walk, a message that will never be taken waits for a person`() {
        let refusal = Refusal(code: "550", explanation: "no", concern: .message)
        #expect(conclude(.refused(refusal), hasWalk: false).job == .bury(reason: "550 no"))
        #expect(
            conclude(.already(.failed), hasWalk: false).job == .bury(reason: "the server refused an earlier attempt")
        )
    }

    @Test(arguments: [true, false])
    func `a refusal that concerns more than the message costs it nothing, and opens the breaker`(hasWalk: Bool) {
        let conclusion = conclude(.turnedAway(from: .everywhere, error: "530 sign in"), hasWalk: hasWalk)
        #expect(conclusion.job == .retry(error: "530 sign in", at: now, isCounted: false))
        #expect(conclusion.ledger == .withdraw)
        #expect(conclusion.walk == .stay)
        #expect(conclusion.answer == .turnedAway(from: .everywhere, reason: "530 sign in"))
    }

    @Test func `a send that a breaker stops waits until it may be tried`() {
        let conclusion = conclude(.halted(until: now + 60, reason: "530 sign in"))
        #expect(conclusion.job == .retry(error: "530 sign in", at: now + 60, isCounted: false))
        #expect(conclusion.ledger == .nothing)
        #expect(conclusion.answer == .none)
    }

    @Test(arguments: [
        (SendResult.sent(reference: "ok"), true), (.notAccepted(error: "451 later"), true),
        (.refused(Refusal(code: "550", explanation: "no", concern: .message)), true),
        (.unreachable(error: "no route"), false), (.later(reason: "paused"), false), (.void, false),
        (.inDoubt(.init("no answer", since: Date(timeIntervalSince1970: 1), handovers: 1)), false),
    ])
    func `only an answer about the message shows that the next system takes messages`(
        result: SendResult,
        isServed: Bool
    ) {
        #expect(conclude(result).answer == (isServed ? .served : .none))
    }

    @Test func `a refusal for now costs an attempt, and the next one writes an intent of its own`() {
        let conclusion = conclude(.notAccepted(error: "451 later"))
        #expect(conclusion.job == .retry(error: "451 later", at: nil, isCounted: true))
        #expect(conclusion.ledger == .withdraw)
        #expect(conclusion.walk == .stay)
    }

    @Test(arguments: [Int64(0), 7, 239, 240, 1_000_003])
    func `a server that cannot be reached costs no attempt, and jobs come back over four minutes`(job: Int64) throws {
        let conclusion = conclude(.unreachable(error: "no route"), job: job)
        guard case .retry("no route", let moment?, false) = conclusion.job else {
            Issue.record("\(conclusion.job)")
            return
        }
        #expect((60..<300).contains(moment.timeIntervalSince(now)))
        #expect(conclusion.ledger == .withdraw)
        #expect(conclusion.walk == .stay)
    }

    @Test(arguments: [(0, 900), (600, 300), (900, 0), (5000, 0)])
    func `a first doubt is held until the time of its one repetition`(age: Int, rest: Int) {
        let doubt = SendResult.Doubt("no answer", since: now - TimeInterval(age), handovers: 1)
        let conclusion = conclude(.inDoubt(doubt))
        #expect(conclusion.job == .retry(error: "no answer", at: now + TimeInterval(rest), isCounted: false))
        #expect(conclusion.ledger == .doubt(reason: "no answer"))
        #expect(conclusion.walk == .stay)
    }

    @Test(arguments: [(DoubtPolicy.park, 1), (.park, 2), (.resend(after: .seconds(900)), 2)])
    func `a second doubt is parked, and so is the first where nothing is sent again`(
        policy: DoubtPolicy,
        handovers: Int
    ) {
        let doubt = SendResult.Doubt("no answer", since: now, handovers: handovers)
        let conclusion = conclude(.inDoubt(doubt), policy: policy)
        #expect(conclusion.job == .finish)
        #expect(conclusion.ledger == .park(reason: "no answer"))
        #expect(conclusion.walk == .goOn(noting: .sent("in doubt: no answer")))
    }

    @Test(arguments: [
        (IntentVerdict.Earlier.sent, SendConclusion.Walk.goOn(noting: .sent("by an earlier attempt"))),
        (.doubtful, .goOn(noting: .sent("in doubt: an earlier attempt had no outcome"))),
        (.twin, .goOn(noting: .notSent("the walk of a merged contact has sent it"))),
        (.failed, .leave(.failed(explanation: "the server refused an earlier attempt"))),
    ])
    func `after an earlier attempt the walk goes as that one ended`(
        earlier: IntentVerdict.Earlier,
        walk: SendConclusion.Walk
    ) {
        let conclusion = conclude(.already(earlier))
        #expect(conclusion.job == .finish)
        #expect(conclusion.ledger == .nothing)
        #expect(conclusion.walk == walk)
    }

    @Test func `a blocked send does what its step says`() {
        let skipped = conclude(.blocked(reason: "no consent"), onBlocked: .skip)
        #expect(skipped.job == .finish)
        #expect(skipped.walk == .goOn(noting: .notSent("no consent")))
        let left = conclude(.blocked(reason: "no consent"), onBlocked: .exit)
        #expect(left.job == .finish)
        #expect(left.walk == .leave(.blocked(reason: "no consent")))
        let held = conclude(.blocked(reason: "no consent"), onBlocked: .wait)
        #expect(
            held.job == .retry(error: "blocked after it was claimed: no consent", at: now, isCounted: false)
        )
        #expect(held.walk == .stay)
        for conclusion in [skipped, left, held] { #expect(conclusion.ledger == .forgo(reason: "no consent")) }
    }

    @Test func `what cannot be made ends its walk, and without one waits for a person`() {
        let walking = conclude(.impossible(reason: "no such e-mail"))
        #expect(walking.job == .finish)
        #expect(walking.walk == .leave(.failed(explanation: "no such e-mail")))
        let alone = conclude(.impossible(reason: "no such e-mail"), hasWalk: false)
        #expect(alone.job == .bury(reason: "no such e-mail"))
        for conclusion in [walking, alone] { #expect(conclusion.ledger == .forgo(reason: "no such e-mail")) }
    }

    @Test func `a send for later goes back to its gate, one without a walk ends, and a lost one is left alone`() {
        #expect(conclude(.later(reason: "paused")).job == .retry(error: "paused", at: now, isCounted: false))
        guard case .retry(_, at: nil, isCounted: false) = conclude(.held).job else {
            Issue.record("\(conclude(.held).job)")
            return
        }
        #expect(conclude(.void).job == .finish)
        #expect(conclude(.stale).job == .leave)
        for result in [SendResult.later(reason: "paused"), .void, .stale] {
            #expect(conclude(result).ledger == .nothing)
            #expect(conclude(result).walk == .stay)
        }
    }
}
