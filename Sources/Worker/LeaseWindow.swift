import Foundation
package import Store
import Synchronization

/// One claim of a slot: the time for its batch, and the claim that may follow.
package final class LeaseWindow: Sendable {
    /// Finds the jobs of the next claim if the reply to it is lost.
    let nextNonce = UUID()
    private let heartbeat: Heartbeat
    private let lease: Duration
    private let end: ContinuousClock.Instant
    private let makeNext: @Sendable (UUID) -> ClaimJobs?
    private let nextEnd = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - begun: a moment before the claim, so that the lease ends earlier here than in the database.
    ///   - makeNext: the claim that may follow; nil when none may.
    init(
        _ heartbeat: Heartbeat,
        lease: Duration,
        since begun: ContinuousClock.Instant,
        then makeNext: @escaping @Sendable (UUID) -> ClaimJobs? = { _ in nil }
    ) {
        (self.heartbeat, self.lease, self.makeNext) = (heartbeat, lease, makeNext)
        end = begun + lease
    }

    /// Whether work that takes at most this long may begin. It may not if the worker is stopping, has lost its
    /// heartbeat, or could finish too late. Jobs that were not begun are then put back for other workers.
    package func allows(_ duration: Duration = .zero) -> Bool {
        heartbeat.mayBegin && ContinuousClock.now + duration < end
    }

    /// The claim to make in the transaction that ends these jobs; nil if there is none. The lease of the jobs it brings
    /// counts from this moment.
    package func nextClaim() -> ClaimJobs? {
        guard heartbeat.mayBegin, let claim = makeNext(nextNonce) else { return nil }
        nextEnd.withLock { $0 = .now }
        return claim
    }

    /// The same time, without a claim to follow.
    func withoutNext() -> LeaseWindow { LeaseWindow(heartbeat, lease: lease, since: end - lease) }

    /// When the next claim was made, if it was.
    var nextBegun: ContinuousClock.Instant? { nextEnd.withLock { $0 } }
}
