import Synchronization

/// How many messages are intended, handed over and recorded together: as many as leave in a tenth of a second.
///
/// If a worker dies, the messages between intent and outcome are in doubt. A fast server makes strides long, which
/// keeps transactions large. A slow server, with which small transactions cost nothing, makes strides short, which
/// keeps doubts few.
final class Stride: Sendable {
    private let shortest: Int
    private let longest: Int
    private let present: Mutex<Int>
    private static let aim = Duration.milliseconds(100)

    /// - Parameters:
    ///   - lanes: messages that the channel hands over at once; a shorter stride would leave lanes idle.
    ///   - longest: a whole batch.
    init(lanes: Int, longest: Int) {
        shortest = min(lanes, longest)
        self.longest = longest
        present = Mutex(shortest)
    }

    var length: Int { present.withLock { $0 } }

    /// Learns from one hand-over, unless its messages were too few to fill the lanes. The stride at most doubles, so
    /// that one lucky moment does not decide.
    func learn(_ count: Int, took duration: Duration) {
        guard count >= shortest, duration > .zero else { return }
        let fitting = Double(count) * (Self.aim / duration)
        present.withLock { $0 = min(max(Int(min(fitting, Double($0) * 2)), shortest), longest) }
    }
}
