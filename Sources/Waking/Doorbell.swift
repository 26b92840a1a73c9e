import Foundation
import Synchronization

/// How those who do one kind of work wait for it: they look from time to time, and are told of it while there is little.
///
/// Telling makes producers' commits wait for each other, so it is asked for only while less comes than a look now and then
/// would find anyway.
package final class Doorbell: Sendable {
    private struct State {
        /// Whether the listener hears: the connection that listens is there.
        var isHeard = false
        /// When producers were last asked to tell; nil while they are not to.
        var announced: ContinuousClock.Instant?
        /// Whether they said that they would.
        var isPromised = false
        var rings = 0
        var waiting: [UUID: CheckedContinuation<Void, Never>] = [:]
        var windowBegan = ContinuousClock.now
        var countInWindow = 0
        var quietFrom = ContinuousClock.now
    }

    private static let window = Duration.milliseconds(100)
    /// More than these in a window are found soon enough by looking.
    private static let few = 50
    /// What was asked may be forgotten, and a promise withdrawn: it is asked for again now and then.
    private static let reminder = Duration.seconds(10)
    private let state = Mutex(State())
    private let announce: @Sendable (Bool) async throws -> Bool

    /// - Parameter announce: says to producers that they shall ring, or shall not; answers whether they will.
    package init(announce: @escaping @Sendable (Bool) async throws -> Bool) { self.announce = announce }

    /// Whether somebody rings when there is something: one need not look often.
    package var isPromised: Bool { state.withLock { $0.isHeard && $0.isPromised } }

    /// Something has come. When it is much, the producers are told to be silent; if that fails, the next much tells.
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

    /// Rests until the bell rings, at most so long (nil: however long that is): a while when nobody would ring, longer when
    /// somebody does. Comes back at once when ringing has just been asked for: what came before that nobody has told of.
    package func wait(atMost pause: Duration?, ifHeard longer: Duration? = nil) async throws {
        guard try await !askToRing() else { return }
        await rest(atMost: isPromised ? longer : pause)
    }

    /// Asks producers to ring, if it can be heard, little comes, and they were not asked lately. Answers whether it did.
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

    /// There is something new: one of those who wait looks.
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

    /// There is something that only some can do: everybody who waits looks.
    package func ringAll() {
        let sleepers = state.withLock { state in
            defer { state.waiting = [:] }
            return Array(state.waiting.values)
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    /// The listener begins or ceases to hear. What producers were told meanwhile may be lost with the server's memory.
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
                // Only now: a timer that ends before there is anybody to wake would wake nobody.
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
