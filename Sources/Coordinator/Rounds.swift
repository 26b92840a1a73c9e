import Synchronization

/// When each service of a leading coordinator last finished a round, by this machine's monotonic clock. This shows that
/// a service hangs before its missing work does. A service that has nothing to do counts as having finished one.
final class Rounds: Sendable {
    private struct State {
        var finished: [String: ContinuousClock.Instant] = [:]
        /// The services that work when the watch calls them.
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

    /// - Parameter done: how much was done in a round that ended; nil when a round begins.
    func note(_ service: Service, _ done: Int?) {
        state.withLock { state in
            guard state.finished[service.name] != nil else { return }
            guard done != nil else { return _ = state.working.insert(service.name) }
            state.working.remove(service.name)
            state.finished[service.name] = .now
        }
    }

    /// Records that a look found work only for these services.
    func noteNothing(except busy: Set<String>) {
        let now = ContinuousClock.now
        state.withLock { state in
            for name in state.called.subtracting(busy).subtracting(state.working) { state.finished[name] = now }
        }
    }

    func end() { state.withLock { $0 = State() } }

    /// The time since then; empty for a coordinator that does not lead.
    var ages: [String: Duration] {
        let now = ContinuousClock.now
        return finished.mapValues { now - $0 }
    }

    var finished: [String: ContinuousClock.Instant] { state.withLock { $0.finished } }
}
