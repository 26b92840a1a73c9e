import ArgumentParser
import Foundation
import Postgres

/// Measures the queue: how fast jobs go in, how fast they are worked off, and how soon a fresh one is started.
struct QueueBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Burn-down, enqueueing, and time from commit to start; also beside a million delayed jobs."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "No-op jobs to be worked off, and to be enqueued in bulk.") var jobs = 200_000
    @Option(help: "Claim loops of the worker, each with a connection.") var connections = 4
    @Option(help: "Jobs claimed at once.") var batch = 500
    @Option(help: "Jobs a second while the time from commit to start is measured.") var rate = 200
    @Option(help: "How long that, and enqueueing one by one, is measured.") var seconds = 30
    @Option(help: "Delayed jobs beside which it is all measured again; 0: not.") var delayed = 1_000_000

    func validate() throws {
        guard [jobs, connections, batch, rate, seconds].allSatisfy({ $0 > 0 }), delayed >= 0 else {
            throw ValidationError("numbers must be positive")
        }
    }

    func run() async throws {
        try await reporting {
            let report = try await BenchServer.whileRunning(at: options.database) { server in
                let machine = try await server.machine()
                var measures: [Measure] = []
                for round in 1...options.rounds {
                    try await measure(on: server, round: round, into: &measures)
                }
                return Report(machine: machine, method: method, measures: measures)
            }
            try options.show(report)
        }
    }

    private func measure(on server: BenchServer, round: Int, into measures: inout [Measure]) async throws {
        for waiting in delayed > 0 ? [0, delayed] : [0] {
            let beside =
                waiting > 0 ? ", beside \(waiting.formatted(.number.locale(Locale(identifier: "en")))) delayed" : ""
            progress("round \(round) of \(options.rounds)\(beside): burn-down")
            let burnDown = BurnDown(jobs: jobs, delayed: waiting, connections: connections, batch: batch)
            measures.note("burn-down\(beside)", try await server.withDatabase(burnDown.measure), "jobs/s")

            progress("round \(round) of \(options.rounds)\(beside): commit to start")
            let latency = Latency(
                rate: rate,
                seconds: seconds,
                delayed: waiting,
                connections: connections,
                batch: batch
            )
            let waits = try await server.withDatabase(latency.measure)
            measures.note("commit to start, p50\(beside)", waits.percentile(50), "ms")
            measures.note("commit to start, p99\(beside)", waits.percentile(99), "ms")
            measures.note("commit to start, longest\(beside)", waits.percentile(100), "ms")
        }
        progress("round \(round) of \(options.rounds): plain SQL, enqueueing")
        let plain = PlainMoves(jobs: jobs, connections: connections, batch: batch)
        measures.note("the same moves in plain SQL", try await server.withDatabase(plain.measure), "jobs/s")
        for connections in [1, 4] {
            let singly = EnqueueSingly(connections: connections, seconds: min(seconds, 5))
            measures.note(
                "enqueue one by one, \(connections) connections",
                try await server.withDatabase(singly.measure),
                "jobs/s"
            )
        }
        for batch in [1_000, 10_000] {
            let bulk = EnqueueBatches(jobs: jobs, batch: batch)
            measures.note("enqueue in batches of \(batch)", try await server.withDatabase(bulk.measure), "jobs/s")
        }
    }

    private var method: [String] {
        [
            "Medians of \(options.rounds) rounds, each in a fresh database; VACUUM ANALYZE and CHECKPOINT before each.",
            "burn-down: \(jobs) no-op jobs of 100 bytes, claimed and finished with their history by \(connections) claim loops of a",
            "  worker, \(batch) at a time; from the start of the worker to the last committed finish, the coordinator running.",
            "commit to start: \(rate) jobs a second for \(seconds) s, each its own commit; from the reply to the commit to the first",
            "  line of the handler, both by this process's monotonic clock. The worker polls; nothing notifies it.",
            "plain SQL: the same batches on as many connections: DELETE … RETURNING + INSERT from ready to lease, and to done.",
            "enqueue: queue.enqueue_many() with one job a commit, or with batches of JSON, from one connection unless said.",
        ]
    }
}
