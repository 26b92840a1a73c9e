/// How long one exchange with the server may take, who may end it early, and what its loss would mean.
struct Patience {
    enum Interruption {
        case cancelled, late
    }

    /// What is uncertain if the connection ends before the reply.
    enum Stake {
        /// The work commits by itself: it may have been done.
        case commit
        /// The work belongs to a transaction that ends with the connection: it was not done.
        case nothing
    }

    var deadline: ContinuousClock.Instant?
    /// COMMIT and ROLLBACK are not: their transaction would be left in doubt, and they are short.
    let isCancellable: Bool
    let stake: Stake
    /// Why the server was asked to stop; once only.
    private(set) var interruption: Interruption?

    /// How long a server that was asked to stop may take to say that it did.
    private let grace: Duration

    init(upTo limit: Duration?, grace: Duration = .seconds(5), isCancellable: Bool = true, stake: Stake) {
        deadline = limit.map { .now + $0 }
        self.grace = grace
        self.isCancellable = isCancellable
        self.stake = stake
    }

    /// Returns whether the server should be asked to stop; `false` when it already was.
    mutating func interrupt(_ reason: Interruption) -> Bool {
        guard interruption == nil else { return false }
        interruption = reason
        deadline = .now + grace
        return true
    }
}

extension Connection {
    /// As much as the configuration allows for a statement.
    func patience(isCancellable: Bool = true, at stake: Patience.Stake) -> Patience {
        Patience(upTo: configuration.replyMax, grace: configuration.grace, isCancellable: isCancellable, stake: stake)
    }
}
