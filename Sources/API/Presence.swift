import Synchronization

/// Whether this process still wants requests. A load balancer asks `/readyz`, and stops sending when it has left.
final class Presence: Sendable {
    private let isLeaving = Atomic(false)

    var hasLeft: Bool { isLeaving.load(ordering: .relaxed) }

    func leave() { isLeaving.store(true, ordering: .relaxed) }
}
