/// The jobs that a rate allows. It grows with time, up to a tenth of a second's worth. A new leader begins with none.
struct Allowance: Sendable {
    private let perSecond: Double
    private var tokens = 0.0
    private var asOf: ContinuousClock.Instant

    init(perSecond: Double, at now: ContinuousClock.Instant) { (self.perSecond, asOf) = (perSecond, now) }

    /// How many whole jobs may start now.
    mutating func available(at now: ContinuousClock.Instant) -> Int {
        tokens = min(tokens + perSecond * ((now - asOf) / .seconds(1)), max(1, perSecond / 10))
        asOf = now
        return Int(min(tokens, 1e6))
    }

    mutating func spend(_ count: Int) { tokens -= Double(count) }

    func isFor(_ rate: Double) -> Bool { rate == perSecond }
}
