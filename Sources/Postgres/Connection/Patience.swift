/// The limits of one exchange with the server: how long it may take, whether it can be cancelled, and what its loss
/// means.
struct Patience {
    enum Interruption {
        case cancelled, late
    }

    /// The uncertainty that remains if the connection ends before the reply.
    enum Stake {
        /// The work commits by itself, so it may have been done.
        case commit
        /// The work belongs to a transaction that ends with the connection, so it was not done.
        case nothing
    }

    var deadline: ContinuousClock.Instant?
    /// False for COMMIT and ROLLBACK: they are short, and a cancellation would leave their transaction in doubt.
    let isCancellable: Bool
    let stake: Stake
    /// Why the server was asked to stop. It is asked only once.
    private(set) var interruption: Interruption?

    /// How long a server that was asked to stop may take to answer.
    private let grace: Duration

    init(upTo limit: Duration?, grace: Duration = .seconds(5), isCancellable: Bool = true, stake: Stake) {
        deadline = limit.map { .now + $0 }
        self.grace = grace
        self.isCancellable = isCancellable
        self.stake = stake
    }

    /// Returns whether to ask the server to stop; `false` if it was already asked.
    mutating func interrupt(_ reason: Interruption) -> Bool {
        guard interruption == nil else { return false }
        interruption = reason
        deadline = .now + grace
        return true
    }
}

extension Connection {
    /// The patience that the configuration allows for a statement.
    func patience(isCancellable: Bool = true, at stake: Patience.Stake) -> Patience {
        Patience(upTo: configuration.replyMax, grace: configuration.grace, isCancellable: isCancellable, stake: stake)
    }
}
