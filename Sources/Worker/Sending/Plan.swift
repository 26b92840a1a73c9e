import Automation
import Delivery
import Engine
import Foundation
import Store

/// What a settlement has to write, sorted by verb.
struct Plan {
    var finished: [Job] = []
    var retried: [FailedAttempt] = []
    var buried: [FailedAttempt] = []
    /// Sends that will not happen, with the reason: an earlier intent of theirs is then over.
    var forgone: [(job: Int64, reason: String)] = []
    var outcomes: [DeliveryOutcome] = []
    var withdrawn: [(delivery: Int64, fence: Int64)] = []
    var doubts: [(id: Int64, doubt: String)] = []
    var parked: [(id: Int64, doubt: String)] = []
    var unknownRecipients: [Int64] = []
    var lines: [(job: Int64, line: HistoryLine)] = []
    var going: [(job: Int64, walker: Walker)] = []
    var leaving: [(job: Int64, walker: Walker, reason: ExitReason)] = []

    mutating func add(
        _ fate: Fate,
        of job: Job,
        _ walker: Walker?,
        next: StepID?,
        onBlocked: SendEmail.Blocked,
        policy: PostOffice.DoubtPolicy,
        at now: Date
    ) {
        switch fate {
        case .sent(let delivery, let reference):
            outcomes.append(DeliveryOutcome(.sent, delivery, fence: job.lease.fence, reference: reference))
            goOn(job, walker, to: next, noting: .sent, reference)
        case .refused(let delivery, let refusal):
            let reason = "\(refusal.code) \(refusal.explanation)"
            outcomes.append(DeliveryOutcome(.failed, delivery, fence: job.lease.fence, reference: reason))
            if refusal.isRecipientUnknown { unknownRecipients.append(delivery) }
            leave(job, walker, because: .failed(explanation: reason))
        case .notAccepted(let delivery, let error):
            withdrawn.append((delivery: delivery, fence: job.lease.fence))
            retried.append(FailedAttempt(job.lease, error: error))
        case .unreachable(let delivery, let error):
            withdrawn.append((delivery: delivery, fence: job.lease.fence))
            // Between one and five minutes, so that not all knock at once when it is back.
            let pause = TimeInterval(60 + job.id % 240)
            retried.append(FailedAttempt(job.lease, error: error, retryAt: now + pause, isCounted: false))
        case .inDoubt(let delivery, let since, let handovers, let doubt):
            wonder(job, walker, next, delivery, since, handovers, doubt, policy, now)
        case .already: goOn(job, walker, to: next, noting: nil, nil)
        case .blocked(let reason): block(job, walker, next, reason, onBlocked, now)
        case .later(let reason):
            retried.append(FailedAttempt(job.lease, error: reason, retryAt: now, isCounted: false))
        case .void: finished.append(job)
        case .impossible(let reason): giveUp(job, walker, reason)
        case .stale: break
        }
    }

    /// Once more when its time has come, or never again: then the walk goes on, and the delivery is listed as doubtful.
    private mutating func wonder(
        _ job: Job,
        _ walker: Walker?,
        _ next: StepID?,
        _ delivery: Int64,
        _ since: Date,
        _ handovers: Int,
        _ doubt: String,
        _ policy: PostOffice.DoubtPolicy,
        _ now: Date
    ) {
        if case .resend(let wait) = policy, handovers < 2 {
            doubts.append((id: delivery, doubt: doubt))
            retried.append(
                FailedAttempt(job.lease, error: doubt, retryAt: max(now, since + wait.seconds), isCounted: false)
            )
        } else {
            parked.append((id: delivery, doubt: doubt))
            goOn(job, walker, to: next, noting: .sent, "in doubt: \(doubt)")
        }
    }

    private mutating func block(
        _ job: Job,
        _ walker: Walker?,
        _ next: StepID?,
        _ reason: String,
        _ onBlocked: SendEmail.Blocked,
        _ now: Date
    ) {
        forgone.append((job.id, reason))
        switch onBlocked {
        case .skip: goOn(job, walker, to: next, noting: .notSent, reason)
        case .exit: leave(job, walker, because: .blocked(reason: reason))
        case .wait:
            // Back to its gate, which decides how long it waits.
            let note = "blocked after it was claimed: \(reason)"
            retried.append(FailedAttempt(job.lease, error: note, retryAt: now, isCounted: false))
        }
    }

    /// The walk ends as failed. A job that belongs to none needs a person.
    private mutating func giveUp(_ job: Job, _ walker: Walker?, _ reason: String) {
        forgone.append((job.id, reason))
        guard walker == nil else { return leave(job, walker, because: .failed(explanation: reason)) }
        buried.append(FailedAttempt(job.lease, error: reason))
    }

    private mutating func goOn(
        _ job: Job,
        _ walker: Walker?,
        to next: StepID?,
        noting what: HistoryLine.What?,
        _ detail: String?
    ) {
        finished.append(job)
        guard let walker else { return }
        going.append((job.id, walker.gone(to: next)))
        if let what { lines.append((job.id, walker.line(what, detail))) }
    }

    private mutating func leave(_ job: Job, _ walker: Walker?, because reason: ExitReason) {
        finished.append(job)
        if let walker { leaving.append((job.id, walker, reason)) }
    }
}
