extension QueueBench {
    /// The method of the measurement, for readers who want to repeat it.
    var method: [String] {
        [
            "Medians of \(options.rounds) rounds, each measurement in a fresh database; VACUUM ANALYZE and CHECKPOINT before each.",
            "burn-down: \(jobs) no-op jobs of 100 bytes, claimed and finished with their history by the claim loops of",
            "  a worker (\(connections), \(batch) jobs at a time), a coordinator running; from the start of the worker",
            "  to the last committed finish.",
            "claim: \(ClaimTime.claims) claims of \(ClaimTime.batch) jobs, one after another on one connection; what is claimed is finished",
            "  before the next.",
            "commit to start: \(rate) jobs a second for \(seconds) s, each a commit of its own; from the reply to the",
            "  commit to the first line of the handler, both by this process's monotonic clock.",
            "pinned horizon: a transaction that reads holds a snapshot older than \(deadRows) rows that were made ready and",
            "  deleted; vacuum can remove none of them.",
            "plain SQL: as many connections, \(plainBatches.map(String.init).joined(separator: " and ")) jobs at a time: DELETE … RETURNING + INSERT, to lease, then",
            "  to done, each a commit of its own; no payload comes back, and the history has no index.",
            "enqueue: queue.enqueue_many(), one job a commit, or batches of JSON written beforehand,",
            "  each payload looked at as its kind declares.",
            "burst: \(rate * Burst.times) jobs a second for \(burst) s, \(Burst.times) a commit, the first of them urgent; each takes so",
            "  long that half as many can be worked off.",
            "rescue: 1,000 jobs of a worker that dies right after a heartbeat, from that heartbeat to the first line of",
            "  another worker's handler.",
            "what operators ask (queue.…): the longest of five, as psql asks, beside \(reads) delayed, \(Reads.ready) ready and",
            "  \(reads) done jobs, 60000 of these in the last minute.",
        ]
    }
}
