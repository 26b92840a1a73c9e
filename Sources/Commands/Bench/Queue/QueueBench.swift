import ArgumentParser
import Foundation
import Postgres

/// Measures the queue: how fast jobs are enqueued and worked off, and how soon a new job is started.
struct QueueBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract:
            "Burn-down, claims, enqueueing, time from commit to start, bursts, rescue, what operators ask; also beside delayed jobs."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "No-op jobs to be worked off, and to be enqueued in bulk.") var jobs = 200_000
    @Option(help: "Claim loops of the worker, each with a connection.") var connections = 4
    @Option(help: "Jobs claimed at once.") var batch = 500
    @Option(help: "Jobs a second while the time from commit to start is measured.") var rate = 200
    @Option(help: "How long that, and enqueueing one by one, is measured.") var seconds = 30
    @Option(help: "How many seconds a burst of ten times that rate lasts; 0: none.") var burst = 60
    @Option(
        help:
            "Delayed jobs beside which burn-down, claims, commit to start and enqueueing are measured again: 1000000,10000000; 0: not."
    )
    var delayed = Counts(argument: "1000000")!
    @Option(help: "Dead rows that a pinned vacuum horizon keeps, under which the same are measured again; 0: not.")
    var deadRows = 300_000
    @Option(help: "Delayed jobs, and as many done, beside which what operators ask is timed; 0: not.")
    var reads = 1_000_000

    func validate() throws {
        guard [jobs, connections, batch, rate, seconds].allSatisfy({ $0 > 0 }), deadRows >= 0, burst >= 0, reads >= 0
        else {
            throw ValidationError("numbers must be positive")
        }
    }

    func run() async throws {
        let bench = self
        try await options.measure { server in
            let machine = try await server.machine()
            var rounds = QueueRounds(of: bench, on: server)
            for round in 1...bench.options.rounds { try await rounds.measure(round: round) }
            return Report(machine: machine, method: bench.method, measures: rounds.measures)
        }
    }

    /// The surroundings of measurements that may depend on them: nothing else, delayed jobs, dead rows that vacuum must
    /// keep.
    var surroundings: [Surroundings] {
        [Surroundings()] + delayed.counts.map { Surroundings(delayed: $0) }
            + (deadRows > 0 ? [Surroundings(deadRows: deadRows)] : [])
    }

    /// A hundred is the usual batch size of such comparisons.
    var plainBatches: [Int] { Set([100, batch]).sorted() }
}

/// `1000000,10000000`; 0 is none.
struct Counts: ExpressibleByArgument {
    let counts: [Int]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.allSatisfy({ $0 ?? -1 >= 0 }) else { return nil }
        counts = parts.compactMap(\.self).filter { $0 > 0 }
    }

    var defaultValueDescription: String { counts.map(String.init).joined(separator: ",") }
}
