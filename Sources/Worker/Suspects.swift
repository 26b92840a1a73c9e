import Synchronization

/// Jobs that were held by a worker when it died. Most are innocent, and shall not wait; one may be what killed it.
///
/// After the first death they are worked in small groups; after the second by one slot of a process alone, so that a third
/// says something about the job, and what it takes with it is not given up with it.
enum Suspects {
    case none
    /// Those of one death, a few at once.
    case few
    /// Any, one at a time.
    case one

    /// What the slots of a handler take: the first takes single ones, every second of the others groups, and the rest do
    /// what they always do.
    static func taken(by slot: Int) -> Suspects {
        if slot == 0 { return .one }
        return slot.isMultiple(of: 2) ? .none : .few
    }

    /// Claimed at once.
    var atOnce: Int { self == .few ? 16 : 1 }
}

/// When a slot looks for suspects: a few times a second however much else there is, and at once where there were some.
final class Lookout: Sendable {
    private static let interval = Duration.milliseconds(250)
    private let next = Mutex(ContinuousClock.now)

    var isDue: Bool { next.withLock { $0 <= .now } }

    func look(again hasFound: Bool) { next.withLock { $0 = hasFound ? .now : .now + Self.interval } }
}
