import Store

/// The time a worker has for a claimed batch.
package struct Stint: Sendable {
    private let heart: Heart
    private let end: ContinuousClock.Instant

    /// - Parameter end: the lease counted from before the claim, so that it is over here before it is over there.
    init(_ heart: Heart, until end: ContinuousClock.Instant) { (self.heart, self.end) = (heart, end) }

    /// Whether something may be begun that takes so long at most. Not when the worker is to stop, has lost its heartbeat,
    /// or could come too late: what was not begun is then put back, for others.
    func allows(_ duration: Duration = .zero) -> Bool { heart.mayBegin && ContinuousClock.now + duration < end }
}
