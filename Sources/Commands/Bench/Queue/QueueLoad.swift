import Coordinator
import Foundation
import Postgres
import Store
import Telemetry
import Worker

/// The common parts of the queue's measurements: the queue `bench`, its jobs, and the processes that work them off.
struct QueueLoad {
    let database: BenchDatabase

    static let queue = "bench"

    func declareQueue() async throws {
        _ = try await database.connection.query(
            "SELECT queue.declare_queue($1, 'Measurements.'), queue.declare_kind($1, 'no-op', 'Does nothing.', $2)",
            [.text(Self.queue), .json(Self.shape)]
        )
    }

    /// Adds jobs that become due within the thirty days that begin in an hour.
    func delay(_ count: Int) async throws {
        _ = try await database.connection.query(
            """
            INSERT INTO queue.delayed (id, run_at, enqueued_at, queue, kind, payload)
            SELECT nextval('queue.job_id'), now() + interval '1 hour' + random() * interval '30 days', now(), $1,
                   'no-op', \(Self.payload)
            FROM generate_series(1, $2) AS number
            """,
            [.text(Self.queue), .int(count)]
        )
    }

    func makeReady(_ count: Int) async throws {
        _ = try await database.connection.query(
            """
            INSERT INTO queue.ready (id, run_at, enqueued_at, queue, kind, payload)
            SELECT nextval('queue.job_id'), now(), now(), $1, 'no-op', \(Self.payload)
            FROM generate_series(1, $2) AS number
            """,
            [.text(Self.queue), .int(count)]
        )
    }

    /// Moves the marks as a coordinator that ran all the time would have done.
    func advanceMarks() async throws {
        let role = TakeLead(of: "coordinator", as: "bench", lease: .seconds(60))
        let term = try await database.connection.one(role) ?? 0
        for _ in 0..<3 { _ = try await database.connection.one(AdvanceMarks(term: term)) }
        _ = try await database.connection.run(StepDown(from: "coordinator", as: "bench"))
    }

    /// Runs a worker for the no-op jobs, and a coordinator, for the duration of `body`.
    ///
    /// - Parameter pause: the duration of each job.
    func whileWorking<Result: Sendable>(
        connections: Int,
        batch: Int,
        taking pause: Duration = .zero,
        observing work: NoOp.Observers,
        _ body: () async throws -> Result
    ) async throws -> Result {
        var configuration = Worker.Configuration(name: "bench", workspaceZone: .gmt)
        configuration.slots = connections
        let pool = database.pool(size: configuration.slotsAtMost)
        let noOp = NoOp(pool: pool, batch: batch, pause: pause, observers: work)
        let worker = Worker(pool: pool, configuration: configuration, handlers: [noOp], observer: .silent)
        let result = try await whileLed { try await Self.running(worker.run, while: body) }
        await pool.close()
        return result
    }

    /// Runs a coordinator for the duration of `body`.
    func whileLed<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let pool = database.pool(size: 4)
        let coordinator = Coordinator(
            pool: pool,
            configuration: .init(name: "bench", workspaceZone: .gmt),
            observer: .silent
        )
        let result = try await Self.running(coordinator.run, while: body)
        await pool.close()
        return result
    }

    private static func running<Result: Sendable>(
        _ process: @escaping @Sendable () async throws -> Void,
        while body: () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await process() }
            return try await body()
        }
    }

    private static let shape = """
        {"type": "object", "required": ["i", "p"], "additionalProperties": false,
         "properties": {"i": {"type": "integer"}, "p": {"type": "string"}}}
        """

    /// 100 bytes.
    private static let payload = "jsonb_build_object('i', number, 'p', repeat('x', 76))"
}
