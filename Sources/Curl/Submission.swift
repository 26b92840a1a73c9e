import Synchronization

/// A transfer handed over to a loop.
struct Submission: Sendable {
    let exchange: any Exchange
    let deadline: ContinuousClock.Instant
    let cancellation: Cancellation

    var timeLeft: Duration { deadline - .now }
}

/// The caller's request to give up. The loop sees it when it next looks.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isRequested: Bool { flag.load(ordering: .relaxed) }

    func request() { flag.store(true, ordering: .relaxed) }
}
