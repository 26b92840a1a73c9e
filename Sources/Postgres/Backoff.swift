/// Pauses between attempts. They double up to a limit, and jitter keeps waiting processes out of step.
package struct Backoff: Sendable {
    package let first: Duration
    package let most: Duration

    package init(first: Duration, most: Duration) {
        (self.first, self.most) = (first, most)
    }

    /// - Parameters:
    ///   - attempt: how many attempts have failed so far, from 1.
    ///   - jitter: from 0 to 1. The pause is between half of the full length and all of it.
    package func pause(afterAttempt attempt: Int, jitter: Double) -> Duration {
        let doublings = min(max(attempt - 1, 0), 30)
        return min(first * (1 << doublings), most) * (0.5 + jitter / 2)
    }

    func pause(afterAttempt attempt: Int) -> Duration {
        pause(afterAttempt: attempt, jitter: .random(in: 0...1))
    }

    /// Between attempts to connect. It finds a restarting server within a second and does not flood a dead one.
    static let reconnecting = Backoff(first: .milliseconds(50), most: .seconds(2))
    /// Between attempts at a transaction. A conflict lasts as long as the other transaction: milliseconds.
    static let conflicting = Backoff(first: .milliseconds(5), most: .milliseconds(500))
}

/// Runs `body` again while its error says that this is safe, at most `attemptsMax` times in total.
///
/// - Parameter isWorthwhile: asked before each new attempt. Cancellation ends the pauses, and the last error is thrown.
func retrying<T>(
    attemptsMax: Int,
    while isWorthwhile: () async -> Bool = { true },
    _ body: () async throws -> T
) async throws -> T {
    var attempt = 1
    while true {
        do {
            return try await body()
        } catch let error as PostgresError where error.isRetryable && attempt < attemptsMax {
            let pause = Backoff.conflicting.pause(afterAttempt: attempt)
            guard await isWorthwhile(), (try? await Task.sleep(for: pause)) != nil else { throw error }
            attempt += 1
        }
    }
}
