import Automation
import Foundation
import Store
import Telemetry

/// What becomes of one due send.
enum Verdict: Hashable {
    /// It may leave until that moment (nil: at any time).
    case release(until: Date?)
    case later(until: Date, Observation.Hold, because: String)
    /// Not sent; the walk goes on.
    case skip(because: String)
    /// Not sent; the walk ends.
    case exit(because: String)
    /// Nobody wants it any more.
    case void(because: String)
}

/// A batch of verdicts, sorted by what must be done.
struct Verdicts {
    var released: [(id: Int64, validUntil: Date?)] = []
    var postponed: [SendVerdict] = []
    var holds: [Observation.Hold: Int] = [:]
    var skipped: [SendVerdict] = []
    var exiting: [SendVerdict] = []
    var void: [SendVerdict] = []

    var count: Int { released.count + postponed.count + skipped.count + exiting.count + void.count }

    static func + (some: Verdicts, more: Verdicts) -> Verdicts {
        var all = some
        all += more
        return all
    }

    static func += (all: inout Verdicts, more: Verdicts) {
        all.released += more.released
        all.postponed += more.postponed
        all.holds.merge(more.holds, uniquingKeysWith: +)
        all.skipped += more.skipped
        all.exiting += more.exiting
        all.void += more.void
    }

    mutating func add(_ verdict: Verdict, on send: GatedSend) {
        switch verdict {
        case .release(let until): released.append((id: send.job, validUntil: until))
        case .later(let until, let hold, let reason):
            holds[hold, default: 0] += 1
            postponed.append(SendVerdict(.later, for: send, until: until, because: reason))
        case .skip(let reason): skipped.append(SendVerdict(.skip, for: send, because: reason))
        case .exit(let reason): exiting.append(SendVerdict(.exit, for: send, because: reason))
        case .void(let reason): void.append(SendVerdict(.skip, for: send, because: reason))
        }
    }
}

extension Verdict {
    /// The verdict on a due send that belongs to no walk: nothing but the contact can stop it.
    init(onOrder send: GatedSend) {
        self = send.blocked.map { .skip(because: $0) } ?? .release(until: nil)
    }
}

extension Interpreter {
    /// The verdict on one due send of a step: the workflow, then what blocks the contact, then the hours.
    func judge(_ send: GatedSend, at now: Date, contactZone: TimeZone?, workspaceZone: TimeZone) -> Verdict {
        if send.isPaused {
            return .later(until: now + Workflow.pauseBetweenLooks, .paused, because: "the workflow is paused")
        }
        if let reason = send.blocked { return blockedVerdict(on: send, because: reason, at: now) }
        guard let hours = workflow.hours else { return .release(until: nil) }
        switch hours.verdict(at: now, contactZone: contactZone, workspaceZone: workspaceZone) {
        case .open(let until): return .release(until: until)
        case .closed(let until): return .later(until: until, .hours, because: "outside the hours of the workflow")
        }
    }

    private func blockedVerdict(on send: GatedSend, because reason: String, at now: Date) -> Verdict {
        guard let visit = send.visit, case .sendEmail(let step) = self[visit.step]?.action else {
            return .skip(because: reason)
        }
        switch step.onBlocked {
        case .skip: return .skip(because: reason)
        case .exit: return .exit(because: reason)
        case .wait:
            // Whatever changes consent or the address has it judged again before that (automation.look_again).
            let end = send.since + SendEmail.longestWait
            guard now < end else { return .skip(because: "\(reason); it has waited 30 days for that to change") }
            return .later(until: end, .blocked, because: reason)
        }
    }
}

extension SendVerdict {
    /// nil when it belongs to no walk.
    var line: HistoryLine? {
        send.visit.map { visit in
            HistoryLine(
                .notSent,
                reason,
                enrollment: visit.enrollment,
                contact: send.contact,
                workflow: visit.workflow.name,
                step: visit.step
            )
        }
    }
}
