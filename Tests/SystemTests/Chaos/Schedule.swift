import TestSupport

/// What is done to an installation on purpose.
enum Fault: Sendable, Equatable {
    case killWorker
    /// One with the heartbeat of production, so that the time until its jobs start again is the real one.
    case killPatientWorker
    case killLeader
    /// The leader stands still until another one leads, and then goes on as if it still did.
    case freezeLeader(Duration)
    /// A worker stands still for longer than its heartbeat lasts, while it holds jobs, and then goes on as if nothing
    /// had happened.
    case freezeWorker(Duration)
    /// A worker stands still wherever it happens to be, perhaps inside a transaction.
    case freezeAnywhere(Duration)
    /// PostgreSQL ends as in a power cut, and recovers.
    case restartPostgres
    case terminateBackends(Int)
    /// The work of a worker is committed, or may be, and it is never told.
    case loseReply(Prey)
    /// The same to the one who enqueues.
    case loseProducersReply(Prey)
    /// Nobody can open another connection.
    case exhaustConnections(Duration)
    /// Nothing happens until everything that was killed has been made good: what comes next would disturb measuring.
    case settleDown
}

/// The faults of a run, in order, each with the pause before it. The same seed gives the same schedule.
struct Schedule: Sendable {
    struct Event: Sendable, Equatable {
        let pause: Duration
        let fault: Fault
        /// Decides who is hit, among those who are there then.
        let lot: UInt64
    }

    let seed: UInt64
    /// For how long chance goes on.
    let length: Duration
    /// Everything once, in an order that lets it be measured.
    let programme: [Event]
    private var random: SplitMix

    init(seed: UInt64, length: Duration) {
        (self.seed, self.length) = (seed, length)
        var random = SplitMix(seed)
        programme = Self.everything.map { Event(pause: .milliseconds(300), fault: $0, lot: random.next()) }
        self.random = random
    }

    /// Whatever chance brings next, without end.
    mutating func draw() -> Event {
        let pause = Duration.milliseconds(Int.random(in: 100...1500, using: &random))
        let fault: Fault =
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<6: .killWorker
            case 6: .killLeader
            case 7: .freezeLeader(.milliseconds(Int.random(in: 2500...6000, using: &random)))
            case 8: .freezeWorker(.milliseconds(Int.random(in: 2500...5000, using: &random)))
            case 9: .freezeAnywhere(.milliseconds(Int.random(in: 500...8000, using: &random)))
            case 10, 11: .restartPostgres
            case 12, 13: .terminateBackends(Int.random(in: 1...6, using: &random))
            case 14...16: .loseReply(Prey.allCases.randomElement(using: &random) ?? .commit)
            case 17, 18: .loseProducersReply(Prey.allCases.randomElement(using: &random) ?? .commit)
            default: .exhaustConnections(.milliseconds(Int.random(in: 1000...4000, using: &random)))
            }
        return Event(pause: pause, fault: fault, lot: random.next())
    }

    private static let everything: [Fault] = [
        .loseReply(.commit), .loseReply(.statement), .loseProducersReply(.commit), .loseProducersReply(.statement),
        .killPatientWorker, .freezeWorker(.seconds(4)), .loseReply(.request), .killWorker, .settleDown,
        .restartPostgres, .killLeader, .freezeLeader(.seconds(4)), .exhaustConnections(.seconds(3)),
        .terminateBackends(4),
    ]
}
