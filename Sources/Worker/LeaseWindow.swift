import Foundation
package import Store
import Synchronization

/// One claim of a slot: the time it has for the batch, and the claim that may follow it.
package final class LeaseWindow: Sendable {
    /// Finds the jobs of the next claim when the reply to it was lost.
    let nextNonce = UUID()
    private let heartbeat: Heartbeat
    private let lease: Duration
    private let end: ContinuousClock.Instant
    private let makeNext: @Sendable (UUID) -> ClaimJobs?
    private let nextEnd = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - begun: before the claim, so that the lease is over here before it is over there.
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

    /// Whether something may be begun that takes so long at most. Not when the worker is to stop, has lost its heartbeat,
    /// or could come too late: what was not begun is then put back, for others.
    package func allows(_ duration: Duration = .zero) -> Bool {
        heartbeat.mayBegin && ContinuousClock.now + duration < end
    }

    /// The claim to be made in the transaction that ends these jobs; nil when there shall be none. The lease of what it
    /// brings counts from this moment.
    package func nextClaim() -> ClaimJobs? {
        guard heartbeat.mayBegin, let claim = makeNext(nextNonce) else { return nil }
        nextEnd.withLock { $0 = .now }
        return claim
    }

    /// The same time, and nothing to follow.
    func withoutNext() -> LeaseWindow { LeaseWindow(heartbeat, lease: lease, since: end - lease) }

    /// When the next claim was made, if it was.
    var nextBegun: ContinuousClock.Instant? { nextEnd.withLock { $0 } }
}
