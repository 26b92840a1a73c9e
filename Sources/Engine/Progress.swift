import Automation
import Foundation
import Store

/// The results of an advance so far. They are written to the database together, when no enrollment is left to move.
struct Progress {
    let now: Date
    var resting: [(walker: Walker, job: NewJob)] = []
    var leaving: [(Walker, ExitReason)] = []
    var lines: [HistoryLine]

    init(now: Date, lines: [HistoryLine]) { (self.now, self.lines) = (now, lines) }

    /// Records a decision about a walker. Returns the walker if it must still move.
    mutating func follow(_ decision: Decision, _ walker: Walker) -> Walker? {
        switch decision {
        case .perform(_, let next):
            return walker.gone(to: next)
        case .move(let next):
            lines.append(walker.line(.branched, "to \(next)"))
            return walker.gone(to: next)
        case .rest(let until, let next):
            lines.append(walker.line(.waits, "until \(PropertyValue.text(of: until))"))
            resting.append((walker.gone(to: next), .advance(walker.id, at: until)))
            return nil
        case .send(let send, let hours, _):
            lines.append(walker.line(.sends, send.email))
            resting.append((walker, .send(send, by: walker, hours)))
            return nil
        case .finish(let reason):
            leaving.append((walker, reason))
            return nil
        }
    }
}

extension NewJob {
    /// Advances an enrollment at that moment.
    static func advance(_ enrollment: EnrollmentID, at moment: Date?) -> NewJob {
        NewJob("advance", in: "automation", payload: ["enrollment": .integer(enrollment.rawValue)], runAt: moment)
    }

    /// Sends an e-mail: at once where the hours are open, else when the gate releases it. The arrival at the step makes
    /// the key of its one intent.
    static func send(_ send: SendEmail, by walker: Walker, _ hours: Window.Verdict) -> NewJob {
        let step = walker.step?.rawValue ?? ""
        var job = NewJob(
            "send_step",
            in: "email",
            payload: [
                "enrollment": .integer(walker.id.rawValue), "contact": .integer(walker.contact.rawValue),
                "workflow": .text(walker.workflow.name), "version": .integer(Int64(walker.workflow.version)),
                "step": .text(step), "email": .text(send.email), "if_blocked": .text(send.onBlocked.rawValue),
                "dedup_key": .text("\(walker.id.rawValue)/\(step)/\(walker.stepsTaken)"),
            ],
            maxAttempts: 10
        )
        if case .open(let until) = hours { (job.isReleased, job.validUntil) = (true, until) }
        return job
    }
}
