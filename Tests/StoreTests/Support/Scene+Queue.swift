import Foundation
import Postgres
import Store

/// The queue, with defaults for everything that a test does not care about.
extension Scene {
    /// Returns the numbers of the jobs, in order.
    @discardableResult
    func enqueue(
        _ count: Int = 1,
        in queue: String = "email",
        after seconds: TimeInterval? = nil,
        priority: Int = 0,
        gate: String? = nil,
        uniqueKey: String? = nil,
        attemptLimit: Int = 20,
        expiresAfter: TimeInterval? = nil
    ) async throws -> [Int64] {
        let jobs = """
            SELECT jsonb_agg(jsonb_build_object('queue', $2::text, 'kind', CASE WHEN $5::text IS NULL THEN 'send' ELSE 'send_step' END, 'payload', \(Self.payload),
                'run_at', $3::timestamptz, 'priority', $4::int, 'unique_key', $6::text,
                'max_attempts', $7::int, 'expires_at', $8::timestamptz))
            FROM generate_series(1, $1) AS number
            """
        return try await rows(
            "SELECT id FROM queue.place((\(jobs))) ORDER BY ordinal",
            [
                .int(count), .text(queue), .timestamp(seconds.map { now + $0 }), .int(priority), .text(gate),
                .text(uniqueKey),
                .int(attemptLimit), .timestamp(expiresAfter.map { now + $0 }),
            ]
        ).map { try $0.integer("id") }
    }

    /// Declares a kind that may be enqueued, even in a queue in which operators cannot declare one.
    func declareKind(_ kind: String = "k", in queue: String = "email", shape: String? = nil) async throws {
        _ = try await rows(
            """
            INSERT INTO queue.kinds (queue, kind, description, payload, fits, members)
            SELECT $1, $2, 'a test', $3, queue.fit_for($3), CASE WHEN $3 -> 'additionalProperties' = 'false'
                THEN ARRAY(SELECT jsonb_object_keys($3 -> 'properties')) END
            """,
            [.text(queue), .text(kind), .json(shape)]
        )
    }

    /// A payload that the send gate can judge, with a number.
    private static let payload = """
        jsonb_build_object('number', number, 'contact', number, 'enrollment', number, 'version', 1, 'workflow', 'w', \
        'step', 's', 'email', 'e', 'dedup_key', number::text)
        """

    func claim(
        _ limit: Int? = nil,
        from queue: String = "email",
        as worker: String = "w",
        nonce: UUID = UUID(),
        alone: Bool = false
    ) async throws -> [Job] {
        try await pool.run(
            ClaimJobs(from: queue, limit: limit ?? (alone ? 1 : 10), worker: worker, nonce: nonce, alone: alone)
        )
    }

    func finish(_ jobs: [Job]) async throws -> [LeaseAnswer.Word] {
        try await pool.run(FinishJobs(jobs.map(\.lease))).map(\.word)
    }

    @discardableResult
    func fail(
        _ job: Job,
        _ error: String = "it broke",
        retryAfter seconds: TimeInterval? = nil,
        isCounted: Bool = true
    ) async throws -> LeaseAnswer.Word {
        let attempt = FailedAttempt(job.lease, error: error, retryAt: seconds.map { now + $0 }, isCounted: isCounted)
        return try await pool.one(RetryJobs([attempt])).word
    }

    /// Takes the lead and returns its term. It counts as held long, because a new leader does not rescue yet.
    func lead(as holder: String = "leader") async throws -> Int64 {
        let term = try await pool.one(TakeLead(of: "coordinator", as: holder, lease: .seconds(3600))) ?? 0
        try await pool.execute("UPDATE queue.leaders SET since = '-infinity'")
        return term
    }

    @discardableResult
    func promote(_ limit: Int = 1000) async throws -> Int {
        try await pool.one(PromoteJobs(term: try await lead(), limit: limit))
    }

    /// A worker's heartbeat. With a negative `expiry` the worker counts as dead.
    func beat(_ worker: String = "w", expiry: Duration = .seconds(60)) async throws {
        _ = try await pool.run(BeatWorker(worker, host: "here", processID: 1, queues: ["email"], expiry: expiry))
    }

    /// Lets the worker's heartbeat expire, then rescues.
    @discardableResult
    func rescue(from worker: String = "w") async throws -> [RescuedJob] {
        try await beat(worker, expiry: .seconds(-1))
        return try await pool.run(RescueJobs(term: try await lead(), expiry: .seconds(1)))
    }

    /// The table of each job, by its number.
    func places() async throws -> [Int64: String] {
        let known = try await rows("SELECT id, state FROM queue.jobs").map {
            (try $0.integer("id"), try $0.text("state"))
        }
        return Dictionary(known, uniquingKeysWith: { "\($0) and \($1)" })
    }

    /// The table of the only job.
    func place() async throws -> String? {
        let places = try await places()
        return places.count == 1 ? places.first?.value : nil
    }
}
