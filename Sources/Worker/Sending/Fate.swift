import Delivery
import Foundation
import Store

/// What became of one send.
enum Fate: Sendable {
    /// The server took it.
    case sent(delivery: Int64, reference: String)
    /// The server will never take it.
    case refused(delivery: Int64, Refusal)
    /// The server would not take it now; it is worth another attempt.
    case notAccepted(delivery: Int64, error: String)
    /// The server was not asked: it could not be reached. However long that lasts, it is not the message's fault.
    case unreachable(delivery: Int64, error: String)
    /// Perhaps accepted: no answer came, or an earlier worker died.
    case inDoubt(delivery: Int64, since: Date, handovers: Int, doubt: String)
    /// An earlier attempt has done it.
    case already
    /// May not be sent.
    case blocked(reason: String)
    /// Not now, through nobody's fault.
    case later(reason: String)
    /// Nobody wants it any more.
    case void
    /// It cannot be made.
    case impossible(reason: String)
    /// Another worker has it.
    case stale
}

extension Fate {
    /// The ledger's answer to an intent, where it was not "send".
    init(_ answer: IntentAnswer) {
        switch answer.word {
        case .send: preconditionFailure("an intent that may be sent has no fate yet")
        case .blocked: self = .blocked(reason: answer.reason ?? "blocked")
        case .ended: self = .void
        case .paused: self = .later(reason: "the workflow is paused")
        case .closed: self = .later(reason: "its window has closed")
        case .stale: self = .stale
        case .already: self = .already
        case .doubtful:
            self = .inDoubt(
                delivery: answer.delivery,
                since: answer.intentAt,
                handovers: answer.handovers,
                doubt: "its worker died while handing it over"
            )
        }
    }

    /// What a hand-over came to.
    init(_ outcome: Outcome, delivery: Int64, since: Date, handovers: Int) {
        switch outcome {
        case .sent(let reference): self = .sent(delivery: delivery, reference: reference)
        case .refused(let refusal) where refusal.isPermanent: self = .refused(delivery: delivery, refusal)
        case .refused(let refusal):
            self = .notAccepted(delivery: delivery, error: "\(refusal.code) \(refusal.explanation)")
        case .notAttempted(let explanation): self = .unreachable(delivery: delivery, error: explanation)
        case .doubtful(let explanation):
            self = .inDoubt(delivery: delivery, since: since, handovers: handovers, doubt: explanation)
        }
    }
}
