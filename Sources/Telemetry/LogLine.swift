import Logging

/// The log line for one observation.
///
/// Events that happen thousands of times a second are `debug`; events that an operator should look at are `warning` or
/// `error`.
struct LogLine {
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    private typealias Fields = KeyValuePairs<String, any CustomStringConvertible & Sendable>

    private init(_ level: Logger.Level, _ message: String, _ fields: Fields = [:]) {
        self.level = level
        self.message = message
        self.metadata = Dictionary(uniqueKeysWithValues: fields.map { ($0, .stringConvertible($1)) })
    }
}

extension LogLine {
    init(_ observation: Observation) {
        self =
            switch observation {
            case .started(let process, let version): Self(.notice, "started", ["process": process, "version": version])
            case .waiting(let process, let what): Self(.notice, "waiting", ["process": process, "for": what])
            case .shuttingDown(let process, let grace):
                Self(.notice, "shutting down", ["process": process, "grace_seconds": grace.components.seconds])
            case .stopped(let process): Self(.notice, "stopped", ["process": process])
            case .cutShort(let process):
                Self(.error, "grace over, what was begun is left to others", ["process": process])
            case .faltered(let service, let cause):
                Self(.error, "faltered, will try again", ["service": service, "cause": cause])
            case .connectionLost(let state): Self(.warning, "database connection lost", ["sqlstate": state ?? "none"])
            case .connectionRestored(let time): Self(.notice, "database connection restored", ["milliseconds": time])
            case .leadershipTaken(let term): Self(.notice, "leadership taken", ["term": term])
            case .leadershipLost(let term): Self(.warning, "leadership lost", ["term": term])
            case .promoted(let count): Self(.debug, "jobs promoted", ["count": count])
            case .released(let count): Self(.debug, "sends released", ["count": count])
            case .postponed(let count, let hold):
                Self(.debug, "sends postponed", ["count": count, "reason": hold.rawValue])
            case .dropped(let count): Self(.info, "sends dropped", ["count": count])
            case .rescued(let count): Self(.warning, "jobs rescued from silent workers", ["count": count])
            case .enrolled(let count): Self(.info, "contacts enrolled", ["count": count])
            case .refused(let count): Self(.info, "enrollments refused", ["count": count])
            case .advanced(let count, let time):
                Self(.debug, "enrollments advanced", ["count": count, "milliseconds": time])
            case .claimed(let queue, let waits): Self(.debug, "jobs claimed", ["queue": queue, "count": waits.count])
            case .worked(let queue, let count, let took):
                Self(
                    .debug,
                    "batch worked",
                    ["queue": queue, "count": count, "milliseconds": Int(took / .milliseconds(1))]
                )
            case .ended(let queue, let end, let count):
                Self(end.level, "jobs \(end.rawValue)", ["queue": queue, "count": count])
            case .delivered(let job, let time): Self(.debug, "delivered", ["job": job, "milliseconds": time])
            case .deliveryRefused(let job, let code): Self(.info, "delivery refused", ["job": job, "code": code])
            case .halted(let channel):
                Self(.error, "the other side refuses us: see messaging.breakers", ["channel": channel])
            case .doubtful(let job): Self(.warning, "delivery doubtful", ["job": job])
            case .staleFinish(let job): Self(.warning, "stale finish ignored", ["job": job])
            case .leaseLost(let silence):
                Self(
                    .warning,
                    "silent for too long, leases may have gone to others",
                    ["silence_seconds": Int(silence / .seconds(1))]
                )
            case .requestServed(let route, let status, let time):
                Self(.debug, "request served", ["route": route, "status": status, "milliseconds": time])
            case .eventsAccepted(let count): Self(.debug, "events accepted", ["count": count])
            case .leftOut(let door, let count):
                Self(.info, "values refused", ["door": door, "count": count])
            }
    }
}

extension Observation.End {
    fileprivate var level: Logger.Level {
        switch self {
        case .done: .debug
        case .retried: .info
        case .dead: .error
        }
    }
}
