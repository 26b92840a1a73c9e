import Synchronization

/// When each service of a leading coordinator last finished a round, by this machine's monotonic clock: whoever hangs is
/// seen before what it should have done is. A service that has nothing to do has as good as finished one.
final class Rounds: Sendable {
    private struct State {
        var finished: [String: ContinuousClock.Instant] = [:]
        /// Those that work when the watch calls them.
        var called: Set<String> = []
        var working: Set<String> = []
    }

    private let state = Mutex(State())

    func begin(_ services: [Service]) {
        let now = ContinuousClock.now
        state.withLock { state in
            state = State()
            state.called = Set(services.filter { $0.moment == .seen }.map(\.name))
            for service in services { state.finished[service.name] = now }
        }
    }

    /// - Parameter done: how much was done in a round that is over; nil when one begins.
    func note(_ service: Service, _ done: Int?) {
        state.withLock { state in
            guard state.finished[service.name] != nil else { return }
            guard done != nil else { return _ = state.working.insert(service.name) }
            state.working.remove(service.name)
            state.finished[service.name] = .now
        }
    }

    /// A look has found nothing to do for anybody but these.
    func noteNothing(except busy: Set<String>) {
        let now = ContinuousClock.now
        state.withLock { state in
            for name in state.called.subtracting(busy).subtracting(state.working) { state.finished[name] = now }
        }
    }

    func end() { state.withLock { $0 = State() } }

    /// How long ago that was; nothing of a coordinator that does not lead.
    var ages: [String: Duration] {
        let now = ContinuousClock.now
        return finished.mapValues { now - $0 }
    }

    var finished: [String: ContinuousClock.Instant] { state.withLock { $0.finished } }
}
