import Postgres

/// All measurements of the queue, round by round.
struct QueueRounds {
    let bench: QueueBench
    let server: BenchServer
    private var number = 0
    private(set) var measures: [Measure] = []

    init(of bench: QueueBench, on server: BenchServer) { (self.bench, self.server) = (bench, server) }

    mutating func measure(round: Int) async throws {
        number = round
        for surroundings in bench.surroundings {
            try await surroundings.whilePrepared(on: server) { try await measure(on: $0) }
        }
        try await Surroundings().whilePrepared(on: server) { try await measureOnce(on: $0) }
    }

    /// The measurements that may depend on what else is in the database.
    private mutating func measure(on workbench: Workbench) async throws {
        let words = workbench.surroundings.words
        tell("burn-down", words)
        let burnDown = BurnDown(jobs: bench.jobs, connections: bench.connections, batch: bench.batch)
        let (speed, log) = try await workbench.measure(burnDown.measure)
        note("burn-down", words, speed, "jobs/s")
        measures.note("write-ahead log of a job\(words)", log, "bytes")
        if words.isEmpty { try await compare(speed, on: workbench) }
        tell("claims, commit to start", words)
        let claims = try await workbench.measure(ClaimTime().measure)
        note("claim of \(ClaimTime.batch), p50", words, claims.percentile(50), "ms")
        note("claim of \(ClaimTime.batch), p99", words, claims.percentile(99), "ms")
        let (rate, seconds) = (bench.rate, bench.seconds)
        let latency = Latency(rate: rate, seconds: seconds, connections: bench.connections, batch: bench.batch)
        let waits = try await workbench.measure(latency.measure)
        note("commit to start, p50", words, waits.percentile(50), "ms")
        note("commit to start, p99", words, waits.percentile(99), "ms")
        tell("enqueueing", words)
        try await enqueue(on: workbench, words)
    }

    /// Compares the speed with the machine's limit, measured right after.
    private mutating func compare(_ speed: Double, on workbench: Workbench) async throws {
        for size in bench.plainBatches {
            let moves = PlainMoves(jobs: bench.jobs, connections: bench.connections, batch: size)
            let plain = try await workbench.measure(moves.measure)
            measures.note("the same moves in plain SQL, \(size) at a time", plain, "jobs/s")
            measures.note("burn-down, against plain SQL \(size) at a time", speed / plain, "×")
        }
    }

    private mutating func enqueue(on workbench: Workbench, _ words: String) async throws {
        for (connections, name) in [(1, "1 connection"), (4, "4 connections")] {
            let singly = EnqueueSingly(connections: connections, seconds: min(bench.seconds, 5))
            note("enqueue one by one, \(name)", words, try await workbench.measure(singly.measure), "jobs/s")
        }
        for (batch, connections) in [(1_000, 1), (10_000, 1), (10_000, 2)] {
            let bulk = EnqueueBatches(jobs: bench.jobs, batch: batch, connections: connections)
            let name = "enqueue in batches of \(batch), connections: \(connections)"
            note(name, words, try await workbench.measure(bulk.measure), "jobs/s")
        }
    }

    private mutating func measureOnce(on workbench: Workbench) async throws {
        tell("burst, rescue")
        if bench.burst > 0 {
            let burst = Burst(rate: bench.rate, seconds: bench.burst, connections: bench.connections)
            let (urgent, drain) = try await workbench.measure(burst.measure)
            measures.note("commit to start of urgent jobs in a burst", urgent)
            measures.note("until the burst was worked off, after its end", drain / .seconds(1), "s")
        }
        let rescue = RescueTime(jobs: 1_000, connections: bench.connections, batch: bench.batch)
        measures.note("rescue", try await workbench.measure(rescue.measure))
        guard bench.reads > 0 else { return }
        tell("what operators ask")
        for (name, milliseconds) in try await workbench.measure(Reads(jobs: bench.reads).measure) {
            measures.note(name, milliseconds, "ms")
        }
    }

    /// Records a result. If it has surroundings, also records how it compares, as a speed or a time, with the result of
    /// this round without them.
    private mutating func note(_ name: String, _ words: String, _ value: Double, _ unit: String) {
        measures.note("\(name)\(words)", value, unit)
        guard !words.isEmpty, let alone = measures.last(of: name) else { return }
        measures.note("\(name)\(words), against without", value / alone, unit == "ms" ? "× as long" : "× as fast")
    }

    private func tell(_ what: String, _ words: String = "") {
        progress("round \(number) of \(bench.options.rounds)\(words): \(what)")
    }
}
