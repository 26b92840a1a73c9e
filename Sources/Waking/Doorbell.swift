import Foundation
import Synchronization

/// How slots and services wait for one kind of work: they look from time to time, and producers notify them while there
/// is little work.
///
/// Notifying makes producers' commits wait for each other. The doorbell therefore asks for it only while less work
/// arrives than an occasional look would find anyway.
package final class Doorbell: Sendable {
    private struct State {
        /// Whether the listener's connection is open.
        var isHeard = false
        /// When producers were last asked to notify; nil while they are not to.
        var announced: ContinuousClock.Instant?
        /// Whether producers promised to notify.
        var isPromised = false
        var rings = 0
        var waiting: [UUID: CheckedContinuation<Void, Never>] = [:]
        var windowBegan = ContinuousClock.now
        var countInWindow = 0
        var quietFrom = ContinuousClock.now
    }

    private static let window = Duration.milliseconds(100)
    /// More arrivals than these in a window are found soon enough by looking.
    private static let few = 50
    /// How often to ask again, because the request may be forgotten and a promise withdrawn.
    private static let reminder = Duration.seconds(10)
    private let state = Mutex(State())
    private let announce: @Sendable (Bool) async throws -> Bool

    /// - Parameter announce: tells producers whether to notify. Returns whether they will.
    package init(announce: @escaping @Sendable (Bool) async throws -> Bool) { self.announce = announce }

    /// Whether producers notify when there is work, so that frequent looks are unnecessary.
    package var isPromised: Bool { state.withLock { $0.isHeard && $0.isPromised } }

    /// Records that work has arrived. When it is much, producers are told not to notify; if that fails, the next large
    /// arrival tries again.
    package func note(_ count: Int) async {
        let isTooMuch = state.withLock { state in
            let now = ContinuousClock.now
            if now - state.windowBegan > Self.window { (state.windowBegan, state.countInWindow) = (now, 0) }
            state.countInWindow += count
            guard state.countInWindow > Self.few else { return false }
            state.quietFrom = now + Self.window * 10
            defer { (state.announced, state.isPromised) = (nil, false) }
            return state.announced != nil
        }
        guard isTooMuch else { return }
        do { _ = try await announce(false) } catch { state.withLock { $0.announced = .now } }
    }

    /// Rests until a notification comes, for `pause` at most when producers do not notify, and for `longer` when they
    /// do (nil: without limit). Returns immediately when it has just asked producers to notify, because they announced
    /// nothing that came before.
    package func wait(atMost pause: Duration?, ifHeard longer: Duration? = nil) async throws {
        guard try await !askToRing() else { return }
        await rest(atMost: isPromised ? longer : pause)
    }

    /// Asks producers to notify, if notifications can be heard, little work arrives, and they were not asked lately.
    /// Returns whether it asked.
    @discardableResult
    package func askToRing() async throws -> Bool {
        let mustAsk = state.withLock { state in
            let now = ContinuousClock.now
            guard state.isHeard, now >= state.quietFrom, state.announced.map({ now - $0 > Self.reminder }) ?? true
            else {
                return false
            }
            state.announced = now
            return true
        }
        guard mustAsk else { return false }
        do {
            let isPromised = try await announce(true)
            state.withLock { $0.isPromised = isPromised && $0.announced != nil }
            return true
        } catch {
            state.withLock { ($0.announced, $0.isPromised) = (nil, false) }
            throw error
        }
    }

    /// Announces new work: one waiter looks.
    package func ring() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let id = state.waiting.keys.first else {
                state.rings = 1
                return nil
            }
            return state.waiting.removeValue(forKey: id)
        }
        sleeper?.resume()
    }

    /// Announces work that only some waiters can do: every waiter looks.
    package func ringAll() {
        let sleepers = state.withLock { state in
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    /// The listener begins or ceases to hear. The request to producers may have been lost with the server's memory, so
    /// it must be made again.
    package func hear(_ isHeard: Bool) {
        state.withLock { ($0.isHeard, $0.announced, $0.isPromised) = (isHeard, nil, false) }
    }

    private func rest(atMost limit: Duration?) async {
        let id = UUID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    defer { state.rings = 0 }
                    guard state.rings == 0, !Task.isCancelled else { return true }
                    state.waiting[id] = continuation
                    return false
                }
                guard !isRung else { return continuation.resume() }
                guard let limit else { return }
                // Only now: a timer that fires before the waiter is registered would wake no one.
                Task { [weak self] in
                    try? await Task.sleep(for: limit)
                    self?.release(id)
                }
            }
        } onCancel: {
            release(id)
        }
    }

    private func release(_ id: UUID) { state.withLock { $0.waiting.removeValue(forKey: id) }?.resume() }
}
