package import Foundation

/// The consequences of a send's result for its job, its delivery in the ledger, and its enrollment.
package struct SendConclusion: Hashable, Sendable {
    package enum Job: Hashable, Sendable {
        case finish
        /// The job waits until then (nil: as long as the queue's backoff says). Without `isCounted` it loses no
        /// attempt.
        case retry(error: String, at: Date?, isCounted: Bool)
        /// The job is given up. It belongs to no enrollment, so only a person can act on it.
        case bury(reason: String)
        /// Another worker has it.
        case leave
    }

    package enum Ledger: Hashable, Sendable {
        case nothing
        case sent(reference: String)
        case failed(reason: String, isRecipientUnknown: Bool)
        /// The message was certainly not accepted. The next attempt writes a new intent.
        case withdraw
        case doubt(reason: String)
        /// The doubt is permanent.
        case park(reason: String)
        /// The message must not be handed over. If an earlier worker left an intent without an outcome, it ends as
        /// doubtful.
        case forgo(reason: String)
    }

    package enum Walk: Hashable, Sendable {
        case stay
        case goOn(noting: Note)
        case leave(ExitReason)
    }

    /// What the next system says about more than this message.
    package enum Answer: Hashable, Sendable {
        case none
        /// It takes messages: if this one was a probe, its breaker closes.
        case served
        /// It refuses what goes there: the breaker opens.
        case turnedAway(from: Destination, reason: String)
    }

    /// The history line that records the result of the step.
    package enum Note: Hashable, Sendable {
        case sent(String)
        case notSent(String)
    }

    package let job: Job
    package let ledger: Ledger
    package let walk: Walk
    package private(set) var answer = Answer.none

    init(_ job: Job, _ ledger: Ledger = .nothing, _ walk: Walk = .stay) {
        (self.job, self.ledger, self.walk) = (job, ledger, walk)
    }
}

/// The circumstances that a conclusion depends on, besides the result.
package struct SendCircumstances: Hashable, Sendable {
    /// The job's number. It spreads the attempts of many jobs after an outage.
    package var job: Int64
    /// Whether the send belongs to an enrollment; otherwise an integration enqueued it.
    package var hasWalk: Bool
    package var onBlocked: SendEmail.Blocked
    package var policy: DoubtPolicy
    package var now: Date

    package init(job: Int64, hasWalk: Bool, onBlocked: SendEmail.Blocked, policy: DoubtPolicy, now: Date) {
        (self.job, self.hasWalk, self.onBlocked) = (job, hasWalk, onBlocked)
        (self.policy, self.now) = (policy, now)
    }
}

extension SendConclusion {
    package init(_ result: SendResult, _ given: SendCircumstances) {
        self = Self.conclude(result, given)
        answer = Self.answer(in: result)
    }

    private static func answer(in result: SendResult) -> Answer {
        switch result {
        case .sent, .refused, .notAccepted: .served
        case .turnedAway(let destination, let error): .turnedAway(from: destination, reason: error)
        default: .none
        }
    }

    private static func conclude(_ result: SendResult, _ given: SendCircumstances) -> Self {
        switch result {
        case .sent(let reference):
            Self(.finish, .sent(reference: reference), .goOn(noting: .sent(reference)))
        case .refused(let refusal):
            Self(
                given.hasWalk ? .finish : .bury(reason: refusal.description),
                .failed(reason: refusal.description, isRecipientUnknown: refusal.concern == .unknownRecipient),
                .leave(.failed(explanation: refusal.description))
            )
        case .notAccepted(let error): Self(.retry(error: error, at: nil, isCounted: true), .withdraw)
        case .unreachable(let error):
            // Between one and five minutes, so that the jobs do not all arrive together when the server is back.
            Self(.retry(error: error, at: given.now + Double(60 + given.job % 240), isCounted: false), .withdraw)
        case .turnedAway(_, let error):
            // The job goes back to its gate, which the breaker keeps shut.
            Self(.retry(error: error, at: given.now, isCounted: false), .withdraw)
        case .inDoubt(let doubt): holdInDoubt(doubt, given)
        case .already(let earlier): goOnAfter(earlier, given)
        case .blocked(let reason): block(reason, given)
        case .later(let reason): Self(.retry(error: reason, at: given.now, isCounted: false))
        case .halted(let until, let reason): Self(.retry(error: reason, at: until, isCounted: false))
        case .held: Self(.retry(error: isHeld, at: nil, isCounted: false))
        case .void: Self(.finish)
        case .impossible(let reason): giveUp(reason, given)
        case .stale: Self(.leave)
        }
    }

    private static let isHeld = "another session holds its contact (queue.health names the session)"

    /// Hands the message over once more after the policy's wait; otherwise parks it and lets the enrollment go on.
    private static func holdInDoubt(_ doubt: SendResult.Doubt, _ given: SendCircumstances) -> Self {
        guard case .resend(let wait) = given.policy, doubt.handovers < 2 else {
            return Self(.finish, .park(reason: doubt.reason), .goOn(noting: .sent("in doubt: \(doubt.reason)")))
        }
        let moment = max(given.now, doubt.since + wait.seconds)
        return Self(.retry(error: doubt.reason, at: moment, isCounted: false), .doubt(reason: doubt.reason))
    }

    private static func goOnAfter(_ earlier: IntentVerdict.Earlier, _ given: SendCircumstances) -> Self {
        switch earlier {
        case .sent: Self(.finish, .nothing, .goOn(noting: .sent("by an earlier attempt")))
        case .doubtful: Self(.finish, .nothing, .goOn(noting: .sent("in doubt: an earlier attempt had no outcome")))
        case .twin: Self(.finish, .nothing, .goOn(noting: .notSent("the walk of a merged contact has sent it")))
        case .failed:
            Self(
                given.hasWalk ? .finish : .bury(reason: refusedBefore),
                .nothing,
                .leave(.failed(explanation: refusedBefore))
            )
        }
    }

    private static let refusedBefore = "the server refused an earlier attempt"

    private static func block(_ reason: String, _ given: SendCircumstances) -> Self {
        switch given.onBlocked {
        case .skip: Self(.finish, .forgo(reason: reason), .goOn(noting: .notSent(reason)))
        case .exit: Self(.finish, .forgo(reason: reason), .leave(.blocked(reason: reason)))
        case .wait:
            // The job goes back to its gate, which decides how long it waits.
            Self(
                .retry(error: "blocked after it was claimed: \(reason)", at: given.now, isCounted: false),
                .forgo(reason: reason)
            )
        }
    }

    private static func giveUp(_ reason: String, _ given: SendCircumstances) -> Self {
        Self(
            given.hasWalk ? .finish : .bury(reason: reason),
            .forgo(reason: reason),
            .leave(.failed(explanation: reason))
        )
    }
}

extension Duration {
    fileprivate var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18
    }
}
