import Automation
import Engine
import Foundation
import Store

/// The result of one claimed send, and its delivery in the ledger; nil if none was written.
struct SettledSend: Sendable {
    let result: SendResult
    var delivery: Int64?
}

/// The database work of a batch's conclusions, grouped by verb.
struct Plan {
    var finished: [Job] = []
    var retried: [FailedAttempt] = []
    var buried: [FailedAttempt] = []
    /// Sends that will not happen, with the reason. Each one's earlier intent then ends.
    var forgone: [(job: Int64, reason: String)] = []
    var outcomes: [DeliveryOutcome] = []
    var withdrawn: [(delivery: Int64, fence: Int64)] = []
    var doubts: [(id: Int64, doubt: String)] = []
    var parked: [(id: Int64, doubt: String)] = []
    var unknownRecipients: [Int64] = []
    var answers: [NoteAnswers.Answer] = []
    var lines: [(job: Int64, line: HistoryLine)] = []
    var going: [(job: Int64, walker: Walker)] = []
    var leaving: [(job: Int64, walker: Walker, reason: ExitReason)] = []

    /// - Parameters:
    ///   - walker: the enrollment that the send belongs to, if the job is still its current one.
    ///   - next: the step after the send.
    mutating func add(
        _ conclusion: SendConclusion,
        of job: Job,
        _ delivery: Int64?,
        _ walker: Walker?,
        next: StepID?
    ) {
        switch conclusion.job {
        case .finish: finished.append(job)
        case .retry(let error, let moment, let isCounted):
            retried.append(FailedAttempt(job.lease, error: error, retryAt: moment, isCounted: isCounted))
        case .bury(let reason): buried.append(FailedAttempt(job.lease, error: reason))
        case .leave: break
        }
        switch conclusion.answer {
        case .none: break
        case .served: answers.append(NoteAnswers.Answer(job: job.id))
        case .turnedAway(let destination, let reason):
            answers.append(NoteAnswers.Answer(job: job.id, refused: destination, because: reason))
        }
        if case .forgo(let reason) = conclusion.ledger { forgone.append((job.id, reason)) }
        if let delivery { record(conclusion.ledger, in: delivery, fence: job.lease.fence) }
        if let walker { take(walker, of: job.id, as: conclusion.walk, to: next) }
    }

    private mutating func record(_ ledger: SendConclusion.Ledger, in delivery: Int64, fence: Int64) {
        switch ledger {
        case .sent(let reference):
            outcomes.append(DeliveryOutcome(.sent, delivery, fence: fence, reference: reference))
        case .failed(let reason, let isRecipientUnknown):
            outcomes.append(DeliveryOutcome(.failed, delivery, fence: fence, reference: reason))
            if isRecipientUnknown { unknownRecipients.append(delivery) }
        case .withdraw: withdrawn.append((delivery, fence))
        case .doubt(let reason): doubts.append((delivery, reason))
        case .park(let reason): parked.append((delivery, reason))
        case .nothing, .forgo: break
        }
    }

    private mutating func take(_ walker: Walker, of job: Int64, as walk: SendConclusion.Walk, to next: StepID?) {
        switch walk {
        case .stay: break
        case .leave(let reason): leaving.append((job, walker, reason))
        case .goOn(let note):
            going.append((job, walker.gone(to: next)))
            switch note {
            case .sent(let detail): lines.append((job, walker.line(.sent, detail)))
            case .notSent(let reason): lines.append((job, walker.line(.notSent, reason)))
            }
        }
    }
}
