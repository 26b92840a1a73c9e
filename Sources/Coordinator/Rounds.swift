import Synchronization

/// When each service of a leading coordinator last finished a round, by this machine's monotonic clock: whoever hangs is
/// seen before what it should have done is.
final class Rounds: Sendable {
    private let finished = Mutex<[String: ContinuousClock.Instant]>([:])

    func begin(_ services: [Service]) {
        let now = ContinuousClock.now
        finished.withLock { $0 = Dictionary(services.map { ($0.name, now) }, uniquingKeysWith: { first, _ in first }) }
    }

    func note(_ service: Service) { finished.withLock { $0[service.name] = .now } }

    func end() { finished.withLock { $0 = [:] } }

    /// How long ago that was; nothing of a coordinator that does not lead.
    var ages: [String: Duration] {
        let now = ContinuousClock.now
        return finished.withLock { $0.mapValues { now - $0 } }
    }
}
