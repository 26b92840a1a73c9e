import Foundation
import Synchronization

/// How the slots of one queue wait for work: they look from time to time, and are told of new jobs while there are few.
///
/// Telling makes producers' commits wait for each other, so a worker asks for it only while less comes than a look now
/// and then would find anyway.
final class Doorbell: Sendable {
    private struct State {
        /// Whether the ear hears: the connection that listens is there.
        var isHeard = false
        /// When producers were last asked to tell; nil while they are not to.
        var announced: ContinuousClock.Instant?
        var rings = 0
        var waiting: [UUID: CheckedContinuation<Void, Never>] = [:]
        var windowBegan = ContinuousClock.now
        var jobsInWindow = 0
        var quietFrom = ContinuousClock.now
    }

    private static let window = Duration.milliseconds(100)
    /// More jobs than these in a window are found soon enough by looking.
    private static let fewJobs = 50
    /// The rescuer forgets the wishes of a worker that seemed dead for a while: it says them again now and then.
    private static let reminder = Duration.seconds(10)
    private let state = Mutex(State())
    private let announce: @Sendable (Bool) async throws -> Void

    /// - Parameter announce: says to producers that they shall ring, or shall not.
    init(announce: @escaping @Sendable (Bool) async throws -> Void) { self.announce = announce }

    /// Some jobs have come. When they are many, the producers are told to be silent; if that fails, the next many tell.
    func note(_ count: Int) async {
        let isTooMuch = state.withLock { state in
            let now = ContinuousClock.now
            if now - state.windowBegan > Self.window { (state.windowBegan, state.jobsInWindow) = (now, 0) }
            state.jobsInWindow += count
            guard state.jobsInWindow > Self.fewJobs else { return false }
            state.quietFrom = now + Self.window * 10
            defer { state.announced = nil }
            return state.announced != nil
        }
        guard isTooMuch else { return }
        do { try await announce(false) } catch { state.withLock { $0.announced = .now } }
    }

    /// Rests until the bell rings, at most so long: a while when nobody would ring, longer when somebody does. Comes back
    /// at once when ringing has just been asked for: what came before that nobody has told of.
    func wait(atMost pause: Duration, ifHeard longer: Duration) async throws {
        let (isHeard, mustAnnounce) = state.withLock { state in
            let now = ContinuousClock.now
            let isQuiet = state.isHeard && now >= state.quietFrom
            let mustAnnounce = isQuiet && state.announced.map { now - $0 > Self.reminder } ?? true
            if mustAnnounce { state.announced = now }
            return (isQuiet, mustAnnounce)
        }
        guard mustAnnounce else { return await rest(atMost: isHeard ? longer : pause) }
        do { try await announce(true) } catch {
            state.withLock { $0.announced = nil }
            throw error
        }
    }

    /// There is a new job: one slot looks.
    func ring() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let id = state.waiting.keys.first else {
                state.rings = 1
                return nil
            }
            return state.waiting.removeValue(forKey: id)
        }
        sleeper?.resume()
    }

    /// The ear begins or ceases to hear. What producers were told meanwhile may be lost with the server's memory.
    func hear(_ isHeard: Bool) {
        state.withLock { ($0.isHeard, $0.announced) = (isHeard, nil) }
    }

    private func rest(atMost limit: Duration) async {
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
