import Synchronization

/// What a slot claims: jobs as they come, or those that were held by a worker when it died, the suspects. Most of these
/// are innocent, and shall not wait for a batch of others to end; one may be what killed its worker.
///
/// After the first death they are worked in groups; after the second one at a time in a process, so that a third says
/// something about the job, and what it takes with it is not given up with it.
struct SlotRole: Equatable, Sendable {
    /// Jobs at once; 0: none.
    var ordinary = 0
    /// Suspects at once; 0: none, 1: also those that have lost two workers.
    var suspects = 0

    /// The most suspects at once. Enough to keep a mail server busy; few enough to be worked one at a time after them.
    static let group = 32

    /// Suspects at once while there is a crowd of them: whoever takes several jobs takes those first.
    var suspectsInCrowd: Int { suspects > 0 || ordinary < 2 ? suspects : min(ordinary, SlotRole.group) }
}

/// What the slots of a queue tell each other: whether there are more suspects than the last who claimed some took.
final class SuspectCrowd: Sendable {
    private let crowd = Atomic(false)

    var seesCrowd: Bool { crowd.load(ordering: .relaxed) }

    func note(_ found: Int, of wanted: Int) { crowd.store(found == wanted, ordering: .relaxed) }
}

extension Worker.Configuration {
    /// The most slots that one queue has.
    package var slotsAtMost: Int { slots + 2 }

    /// What each slot of a queue claims. With a share, they never hold more than that together; a small one has no place
    /// for a group, and hardly one for a slot that has nothing to do as a rule.
    func roles(of handler: any Handler) -> [SlotRole] {
        let batch = handler.batch(self)
        let share = shares?[handler.queue] ?? .max
        let isSmall = share < 16
        let group = isSmall || batch == 1 ? 0 : min(batch, share / 8, SlotRole.group)
        let rest = share - 1 - group
        let count = min(slots, rest)
        let ordinary = (0..<count).map { SlotRole(ordinary: min(batch, rest / count + ($0 < rest % count ? 1 : 0))) }
        return [SlotRole(ordinary: isSmall ? 1 : 0, suspects: 1)] + (group > 0 ? [SlotRole(suspects: group)] : [])
            + ordinary
    }
}
