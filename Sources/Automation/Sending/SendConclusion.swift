package import Foundation

/// What must follow a send's result: for its job, for its delivery in the ledger, and for the walk it belongs to.
package struct SendConclusion: Hashable, Sendable {
    package enum Job: Hashable, Sendable {
        case finish
        /// The job waits until then (nil: as long as the queue's backoff says). Without `isCounted` it loses no attempt.
        case retry(error: String, at: Date?, isCounted: Bool)
        /// The job is given up: it belongs to no walk, so that only a person can help it.
        case bury(reason: String)
        /// Another worker has it.
        case leave
    }

    package enum Ledger: Hashable, Sendable {
        case nothing
        case sent(reference: String)
        case failed(reason: String, isRecipientUnknown: Bool)
        /// Certainly not accepted: the next attempt writes an intent of its own.
        case withdraw
        case doubt(reason: String)
        /// In doubt for good.
        case park(reason: String)
        /// Not to be handed over: an intent that an earlier worker left without outcome ends as doubtful.
        case forgo(reason: String)
    }

    package enum Walk: Hashable, Sendable {
        case stay
        case goOn(noting: Note)
        case leave(ExitReason)
    }

    /// The line of the history that tells what became of the step.
    package enum Note: Hashable, Sendable {
        case sent(String)
        case notSent(String)
    }

    package let job: Job
    package let ledger: Ledger
    package let walk: Walk

    init(_ job: Job, _ ledger: Ledger = .nothing, _ walk: Walk = .stay) {
        (self.job, self.ledger, self.walk) = (job, ledger, walk)
    }
}

/// What a conclusion depends on besides the result.
package struct SendCircumstances: Hashable, Sendable {
    /// The number of the job; spreads the attempts of many jobs after an outage.
    package var job: Int64
    /// Whether the send belongs to a walk; otherwise an integration enqueued it.
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
        switch result {
        case .sent(let reference):
            self.init(.finish, .sent(reference: reference), .goOn(noting: .sent(reference)))
        case .refused(let refusal):
            self.init(
                .finish,
                .failed(reason: refusal.description, isRecipientUnknown: refusal.isRecipientUnknown),
                .leave(.failed(explanation: refusal.description))
            )
        case .notAccepted(let error): self.init(.retry(error: error, at: nil, isCounted: true), .withdraw)
        case .unreachable(let error):
            // Between one and five minutes, so that not all jobs knock together when the server is back.
            let pause = TimeInterval(60 + given.job % 240)
            self.init(.retry(error: error, at: given.now + pause, isCounted: false), .withdraw)
        case .inDoubt(let doubt): self = .holdInDoubt(doubt, given)
        case .already(let earlier): self = .goOnAfter(earlier)
        case .blocked(let reason): self = .block(reason, given)
        case .later(let reason): self.init(.retry(error: reason, at: given.now, isCounted: false))
        case .held: self.init(.retry(error: Self.isHeld, at: nil, isCounted: false))
        case .void: self.init(.finish)
        case .impossible(let reason): self = .giveUp(reason, given)
        case .stale: self.init(.leave)
        }
    }

    private static let isHeld = "another session holds its contact (queue.health names the session)"

    /// Hands the message over once more when its time has come, or never again: then the walk goes on.
    private static func holdInDoubt(_ doubt: SendResult.Doubt, _ given: SendCircumstances) -> Self {
        guard case .resend(let wait) = given.policy, doubt.handovers < 2 else {
            return Self(.finish, .park(reason: doubt.reason), .goOn(noting: .sent("in doubt: \(doubt.reason)")))
        }
        let moment = max(given.now, doubt.since + wait.seconds)
        return Self(.retry(error: doubt.reason, at: moment, isCounted: false), .doubt(reason: doubt.reason))
    }

    private static func goOnAfter(_ earlier: IntentVerdict.Earlier) -> Self {
        switch earlier {
        case .sent: Self(.finish, .nothing, .goOn(noting: .sent("by an earlier attempt")))
        case .doubtful: Self(.finish, .nothing, .goOn(noting: .sent("in doubt: an earlier attempt had no outcome")))
        case .twin: Self(.finish, .nothing, .goOn(noting: .notSent("the walk of a merged contact has sent it")))
        case .failed:
            Self(.finish, .nothing, .leave(.failed(explanation: "the server refused an earlier attempt")))
        }
    }

    private static func block(_ reason: String, _ given: SendCircumstances) -> Self {
        switch given.onBlocked {
        case .skip: Self(.finish, .forgo(reason: reason), .goOn(noting: .notSent(reason)))
        case .exit: Self(.finish, .forgo(reason: reason), .leave(.blocked(reason: reason)))
        case .wait:
            // Back to its gate, which decides how long it waits.
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
