import Synchronization

/// How many messages are intended, handed over and recorded together: as many as leave in a tenth of a second.
///
/// When a worker dies, those between their intent and their outcome are in doubt. A fast server keeps transactions
/// large; a slow one, with which they cost nothing, keeps doubts few.
final class Stride: Sendable {
    private let shortest: Int
    private let longest: Int
    private let present: Mutex<Int>
    private static let aim = Duration.milliseconds(100)

    /// - Parameters:
    ///   - lanes: messages the channel hands over at once; fewer would leave some of them idle.
    ///   - longest: a whole batch.
    init(lanes: Int, longest: Int) {
        shortest = min(lanes, longest)
        self.longest = longest
        present = Mutex(shortest)
    }

    var length: Int { present.withLock { $0 } }

    /// Learns from a hand-over of so many messages, unless they were too few to fill the lanes. Grows to twice its length at
    /// most, so that one lucky moment does not decide.
    func learn(_ count: Int, took duration: Duration) {
        guard count >= shortest, duration > .zero else { return }
        let fitting = Double(count) * (Self.aim / duration)
        present.withLock { $0 = min(max(Int(min(fitting, Double($0) * 2)), shortest), longest) }
    }
}
