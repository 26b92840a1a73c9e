package import Foundation

/// The result of one claimed send: the state in which the worker leaves it.
///
/// ```
///   due ──gate──► later ─► due                       outside the hours, paused, blocked for now
///    │     ├────► skip ─► the enrollment goes on     exit ─► it ends            void ─► nothing
///    │ release
///    ▼
///   claimed ──intent──► void, stale ─► nothing     paused, closed, held, halted ─► later ─► due
///    │           ├────► blocked ─► skip, exit or due again, as the step says
///    │           ├────► already ─► as the earlier attempt ended
///    │           └────► doubtful ─► inDoubt
///    │ send
///    ▼
///   handed over ──► sent ─► the enrollment goes on   refused ─► it ends as failed
///    │        ├───► notAccepted, unreachable ─► the intent is withdrawn ─► due, later
///    │        └───► turnedAway ─► the intent is withdrawn, the breaker opens ─► due, when it lets a message through
///    │ no answer
///    ▼
///   inDoubt ──► handed over once more, later         parked ─► the enrollment goes on, a person looks
/// ```
///
/// `GateVerdict` is the first row, `IntentVerdict` the second, `Outcome` the third. `SendConclusion` says what each
/// result means for the job, the ledger and the enrollment.
package enum SendResult: Hashable, Sendable {
    /// The server accepted it.
    case sent(reference: String)
    /// The server will never accept it.
    case refused(Refusal)
    /// The server did not accept it now; another attempt is worthwhile.
    case notAccepted(error: String)
    /// The server could not be reached. This costs the message no attempt, however long it lasts.
    case unreachable(error: String)
    /// The server refuses more than this message: the channel, or one destination of it, stops for a while. This costs
    /// the message no attempt.
    case turnedAway(from: Destination, error: String)
    /// The server may have accepted it: no answer came, or an earlier worker died.
    case inDoubt(Doubt)
    /// An earlier attempt ended it.
    case already(IntentVerdict.Earlier)
    /// Consent, a suppression or a missing value forbids it.
    case blocked(reason: String)
    /// The message must wait, and loses no attempt.
    case later(reason: String)
    /// The channel, or the message's destination, refuses for now. The message waits until then, and loses no attempt.
    case halted(until: Date, reason: String)
    /// Another session holds the contact. The job comes back after the shortest pause and loses no attempt.
    case held
    /// The enrollment or the contact is gone.
    case void
    /// The message cannot be composed, for this contact or any other.
    case impossible(reason: String)
    /// Another worker has the job.
    case stale

    /// A hand-over whose success is unknown.
    package struct Doubt: Hashable, Sendable {
        package let reason: String
        /// When the intent was written.
        package let since: Date
        /// How often the message has been handed over.
        package let handovers: Int

        package init(_ reason: String, since: Date, handovers: Int) {
            (self.reason, self.since, self.handovers) = (reason, since, handovers)
        }
    }
}

extension SendResult {
    /// The result that follows from the ledger's verdict; nil when the message may be handed over.
    package init?(_ verdict: IntentVerdict, since: Date, handovers: Int) {
        switch verdict {
        case .send: return nil
        case .blocked(let reason): self = .blocked(reason: reason)
        case .ended: self = .void
        case .paused: self = .later(reason: "the workflow is paused")
        case .closed: self = .later(reason: "its window has closed")
        case .halted(let until, let reason): self = .halted(until: until, reason: reason)
        case .held: self = .held
        case .stale: self = .stale
        case .already(let earlier): self = .already(earlier)
        case .doubtful:
            self = .inDoubt(Doubt("its worker died while handing it over", since: since, handovers: handovers))
        }
    }

    /// The result of a hand-over.
    package init(_ outcome: Outcome, since: Date, handovers: Int) {
        switch outcome {
        case .sent(let reference): self = .sent(reference: reference)
        case .refused(let refusal): self = .answered(refusal)
        case .notAttempted(let explanation): self = .unreachable(error: explanation)
        case .doubtful(let explanation):
            self = .inDoubt(Doubt(explanation, since: since, handovers: handovers))
        }
    }

    private static func answered(_ refusal: Refusal) -> Self {
        switch refusal.concern {
        case .message, .unknownRecipient: .refused(refusal)
        case .messageForNow: .notAccepted(error: refusal.description)
        case .everything(let destination): .turnedAway(from: destination, error: refusal.description)
        }
    }
}
