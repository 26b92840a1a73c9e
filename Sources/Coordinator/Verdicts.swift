import Automation
import Foundation
import Store
import Telemetry

/// A batch of verdicts, grouped by what must be done.
struct Verdicts {
    var released: [(id: Int64, validUntil: Date?)] = []
    var postponed: [SendVerdict] = []
    var holds: [Observation.Hold: Int] = [:]
    var skipped: [SendVerdict] = []
    var exiting: [SendVerdict] = []
    var void: [SendVerdict] = []
    /// The released sends that try destinations whose breakers are open.
    var probes: [(destination: Destination, job: Int64)] = []

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
        all.probes += more.probes
    }

    mutating func add(_ verdict: GateVerdict, on send: GatedSend) {
        switch verdict {
        case .release(let until): released.append((id: send.job, validUntil: until))
        case .later(let until, let hold, let reason):
            holds[Observation.Hold(hold), default: 0] += 1
            postponed.append(SendVerdict(.later, for: send, until: until, because: reason))
        case .skip(let reason): skipped.append(SendVerdict(.skip, for: send, because: reason))
        case .exit(let reason): exiting.append(SendVerdict(.exit, for: send, because: reason))
        case .void(let reason): void.append(SendVerdict(.skip, for: send, because: reason))
        }
    }
}

extension Observation.Hold {
    init(_ hold: GateVerdict.Hold) {
        switch hold {
        case .hours: self = .hours
        case .paused: self = .paused
        case .blocked: self = .blocked
        case .halted: self = .halted
        case .refused: self = .refused
        }
    }
}

extension SendVerdict {
    /// Nil if the send belongs to no enrollment.
    var line: HistoryLine? {
        send.visit.map { visit in
            HistoryLine(
                .notSent,
                reason,
                enrollment: visit.enrollment,
                contact: send.contact,
                workflow: visit.workflow,
                step: visit.step
            )
        }
    }
}
