import TestSupport

/// A deliberate fault in an installation.
enum Fault: Sendable, Equatable {
    case killWorker
    /// A worker with the heartbeat of production, so that the time until its jobs start again is realistic.
    case killPatientWorker
    case killLeader
    /// The leader is frozen until another one leads, and then goes on as if it still led.
    case freezeLeader(Duration)
    /// A worker with jobs is frozen for longer than its heartbeat lasts, and then goes on as if nothing had happened.
    case freezeWorker(Duration)
    /// A worker is frozen wherever it happens to be, perhaps inside a transaction.
    case freezeAnywhere(Duration)
    /// PostgreSQL ends as in a power cut, and recovers.
    case restartPostgres
    case terminateBackends(Int)
    /// The work of a worker is or may be committed, and the worker is never told.
    case loseReply(Prey)
    /// The same for a producer.
    case loseProducersReply(Prey)
    /// No process can open another connection.
    case exhaustConnections(Duration)
    /// Nothing happens until every kill has been made good, because the next fault would disturb the measurement.
    case settleDown
}

/// The faults of a run, in order, each after a pause. The same seed gives the same schedule.
struct Schedule: Sendable {
    struct Event: Sendable, Equatable {
        let pause: Duration
        let fault: Fault
        /// Decides which of the present processes is hit.
        let lot: UInt64
    }

    let seed: UInt64
    /// How long random faults go on.
    let length: Duration
    /// Every fault once, in an order that lets it be measured.
    let programme: [Event]
    private var random: SplitMix

    init(seed: UInt64, length: Duration) {
        (self.seed, self.length) = (seed, length)
        var random = SplitMix(seed)
        programme = Self.everything.map { Event(pause: .milliseconds(300), fault: $0, lot: random.next()) }
        self.random = random
    }

    /// The next random event, without end.
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
