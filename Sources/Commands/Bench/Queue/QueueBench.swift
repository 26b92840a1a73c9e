import ArgumentParser
import Foundation
import Postgres

/// Measures the queue: how fast jobs go in, how fast they are worked off, and how soon a fresh one is started.
struct QueueBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract:
            "Burn-down, enqueueing, time from commit to start, bursts, rescue, what operators ask; also beside a million delayed jobs."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "No-op jobs to be worked off, and to be enqueued in bulk.") var jobs = 200_000
    @Option(help: "Claim loops of the worker, each with a connection.") var connections = 4
    @Option(help: "Jobs claimed at once.") var batch = 500
    @Option(help: "Jobs a second while the time from commit to start is measured.") var rate = 200
    @Option(help: "How long that, and enqueueing one by one, is measured.") var seconds = 30
    @Option(help: "How many seconds a burst of ten times that rate lasts; 0: none.") var burst = 60
    @Option(help: "Delayed jobs beside which burn-down and commit to start are measured again; 0: not.")
    var delayed = 1_000_000
    @Option(help: "Dead rows that a pinned vacuum horizon keeps, under which they are measured again; 0: not.")
    var deadRows = 300_000
    @Option(help: "Delayed jobs, and as many done, beside which what operators ask is timed; 0: not.")
    var reads = 1_000_000

    func validate() throws {
        guard [jobs, connections, batch, rate, seconds].allSatisfy({ $0 > 0 }), delayed >= 0, deadRows >= 0, burst >= 0,
            reads >= 0
        else {
            throw ValidationError("numbers must be positive")
        }
    }

    func run() async throws {
        let bench = self
        try await options.measure { server in
            let machine = try await server.machine()
            var measures: [Measure] = []
            for round in 1...bench.options.rounds {
                try await bench.measure(on: server, round: round, into: &measures)
            }
            return Report(machine: machine, method: bench.method, measures: measures)
        }
    }

    /// A hundred is how such comparisons are usually made.
    var plainBatches: [Int] { Set([100, batch]).sorted() }

    private func measure(on server: BenchServer, round: Int, into measures: inout [Measure]) async throws {
        let alone = try await workOff(in: Surroundings(), on: server, round: round, into: &measures)
        if delayed > 0 {
            let beside = try await workOff(in: .init(delayed: delayed), on: server, round: round, into: &measures)
            measures.note("burn-down beside delayed jobs, against without", beside / alone, "×")
        }
        if deadRows > 0 {
            let under = try await workOff(in: .init(deadRows: deadRows), on: server, round: round, into: &measures)
            measures.note("burn-down under a pinned horizon, against without", under / alone, "×")
        }
        progress("round \(round) of \(options.rounds): plain SQL, enqueueing")
        for size in plainBatches {
            let moves = PlainMoves(jobs: jobs, connections: connections, batch: size)
            let plain = try await server.withDatabase(moves.measure)
            measures.note("the same moves in plain SQL, \(size) at a time", plain, "jobs/s")
            measures.note("burn-down, against plain SQL \(size) at a time", alone / plain, "×")
        }
        try await enqueue(on: server, into: &measures)
        progress("round \(round) of \(options.rounds): burst, rescue")
        if burst > 0 { try await burst(on: server, into: &measures) }
        let rescue = RescueTime(jobs: 1_000, connections: connections, batch: batch)
        measures.note("rescue", try await server.withDatabase(rescue.measure))
        guard reads > 0 else { return }
        progress("round \(round) of \(options.rounds): what operators ask")
        for (name, milliseconds) in try await server.withDatabase(Reads(jobs: reads).measure) {
            measures.note(name, milliseconds, "ms")
        }
    }

    /// Answers the jobs worked off in a second.
    private func workOff(
        in surroundings: Surroundings,
        on server: BenchServer,
        round: Int,
        into measures: inout [Measure]
    ) async throws -> Double {
        let words = surroundings.words
        progress("round \(round) of \(options.rounds)\(words): burn-down")
        let burnDown = BurnDown(jobs: jobs, surroundings: surroundings, connections: connections, batch: batch)
        let (speed, log) = try await server.withDatabase(burnDown.measure)
        measures.note("burn-down\(words)", speed, "jobs/s")
        measures.note("write-ahead log of a job\(words)", log, "bytes")

        progress("round \(round) of \(options.rounds)\(words): commit to start")
        let latency = Latency(
            rate: rate,
            seconds: seconds,
            surroundings: surroundings,
            connections: connections,
            batch: batch
        )
        let waits = try await server.withDatabase(latency.measure)
        measures.note("commit to start\(words)", waits)
        return speed
    }

    private func enqueue(on server: BenchServer, into measures: inout [Measure]) async throws {
        for (connections, name) in [(1, "1 connection"), (4, "4 connections")] {
            let singly = EnqueueSingly(connections: connections, seconds: min(seconds, 5))
            measures.note("enqueue one by one, \(name)", try await server.withDatabase(singly.measure), "jobs/s")
        }
        for (batch, connections) in [(1_000, 1), (10_000, 1), (10_000, 2)] {
            let bulk = EnqueueBatches(jobs: jobs, batch: batch, connections: connections)
            measures.note(
                "enqueue in batches of \(batch), connections: \(connections)",
                try await server.withDatabase(bulk.measure),
                "jobs/s"
            )
        }
    }

    private func burst(on server: BenchServer, into measures: inout [Measure]) async throws {
        let burst = Burst(rate: rate, seconds: burst, connections: connections)
        let (urgent, drain) = try await server.withDatabase(burst.measure)
        measures.note("commit to start of urgent jobs in a burst", urgent)
        measures.note("until the burst was worked off, after its end", drain / .seconds(1), "s")
    }
}
