package import Foundation

/// Where messages of a channel go: a domain for e-mail. `everywhere` stands for all that the channel carries.
package struct Destination: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let everywhere = Destination("*")
}

/// The circuit breakers of one channel that are open: each stops what goes to a destination, because the next system
/// refused more than a single message.
///
/// When the pause of a breaker is over, the gate lets one message through: the probe. If it is answered, the breaker
/// closes; if it is turned away again, the breaker stays open for longer (`messaging.note_answers`).
package struct Breakers: Sendable {
    package struct Breaker: Hashable, Sendable {
        package let destination: Destination
        /// When a message may be tried.
        package let until: Date
        package let reason: String

        package init(_ destination: Destination, until: Date, reason: String) {
            (self.destination, self.until, self.reason) = (destination, until, reason)
        }

        fileprivate var description: String {
            let what = destination == .everywhere ? "nothing can leave" : "\(destination.name) takes nothing"
            return "\(what) for now: \(reason)"
        }
    }

    /// How long the gate waits for what becomes of a probe, before it lets the next one through. Longer than a
    /// hand-over may take.
    package static let patience: TimeInterval = 60

    private var open: [Destination: Breaker]
    /// The messages that were let through to try destinations.
    package private(set) var probes: [(destination: Destination, job: Int64)] = []

    package init(_ open: [Breaker]) {
        self.open = Dictionary(open.map { ($0.destination, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// How many sends the gate may look at: none while the channel is stopped, one when it may be tried.
    package func limit(_ limit: Int, at now: Date) -> Int {
        guard let breaker = open[.everywhere] else { return limit }
        return breaker.until > now ? 0 : min(limit, 1)
    }

    /// The last word on a send: what may leave otherwise waits where a breaker is open, unless it is the probe.
    package mutating func judge(
        _ verdict: GateVerdict,
        on job: Int64,
        to destination: Destination?,
        at now: Date
    ) -> GateVerdict {
        guard case .release = verdict else { return verdict }
        for place in [.everywhere, destination].compactMap(\.self) {
            guard let breaker = open[place] else { continue }
            if breaker.until > now { return .later(until: breaker.until, .halted, because: breaker.description) }
            probes.append((place, job))
            open[place] = Breaker(place, until: now + Self.patience, reason: breaker.reason)
        }
        return verdict
    }
}
