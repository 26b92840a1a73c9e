import Synchronization

/// What a slot claims: ordinary jobs, or suspects, which a worker held when it died. Most suspects are innocent, and
/// must not wait for a batch of ordinary jobs to end. One of them may have killed its worker.
///
/// After the first death suspects are worked in groups. After the second they are worked one at a time in a process, so
/// that a third death points to the job, and the jobs beside it are not given up with it.
struct SlotRole: Equatable, Sendable {
    /// Ordinary jobs at once; 0: none.
    var ordinary = 0
    /// Suspects at once. 0: none; 1: also suspects that have lost two workers.
    var suspects = 0

    /// The most suspects at once. It is enough to keep a mail server busy, and few enough to work them one at a time
    /// after a second death.
    static let group = 32

    /// Suspects at once while there is a crowd of them: then a slot that takes several jobs takes suspects first.
    var suspectsInCrowd: Int { suspects > 0 || ordinary < 2 ? suspects : min(ordinary, SlotRole.group) }
}

/// Tells the slots of a queue whether there is a crowd: more suspects than the last claim for suspects could take.
final class SuspectCrowd: Sendable {
    private let crowd = Atomic(false)

    var seesCrowd: Bool { crowd.load(ordering: .relaxed) }

    func note(_ found: Int, of wanted: Int) { crowd.store(found == wanted, ordering: .relaxed) }
}

extension Worker.Configuration {
    /// The most slots of one queue.
    package var slotsAtMost: Int { slots + 2 }

    /// The role of each slot of a queue. With a share, all slots together never hold more jobs than it allows. A small
    /// share has no room for a group, nor for a slot that is usually idle.
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
