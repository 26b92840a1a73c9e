import Postgres
import Store

/// Whether urgent jobs are held up while ten times as many jobs arrive as usual: twice as many as can be worked off.
struct Burst {
    /// Jobs per second at usual times.
    let rate: Int
    let seconds: Int
    let connections: Int

    static let times = 10
    /// Jobs per claim. It is small, because each job takes a while.
    private static let batch = 25

    /// How long the urgent jobs (one in ten) waited, and how long after its last commit the burst was worked off.
    func measure(in database: BenchDatabase) async throws -> (urgent: Waits, drain: Duration) {
        let load = QueueLoad(database: database)
        try await database.settle()
        let (starts, countdown) = (Starts(), Countdown(from: rate * Self.times * seconds))
        return try await load.whileWorking(
            connections: connections,
            batch: Self.batch,
            taking: .seconds(1) * connections * 2 / (rate * Self.times),
            observing: NoOp.Observers(began: starts.note, ended: countdown.count)
        ) {
            let commits = try await Trickle(rate: rate, seconds: seconds, jobs: Self.jobs).flow(into: database)
            let last = ContinuousClock.now
            await countdown.end()
            return (starts.waits(since: commits), .now - last)
        }
    }

    /// One urgent job, and nine others.
    private static func jobs(_ number: Int) -> [NewJob] {
        var urgent = NewJob.noOp(number)
        urgent.priority = -1
        return [urgent] + (1..<times).map { NewJob.noOp(number * times + $0) }
    }
}
