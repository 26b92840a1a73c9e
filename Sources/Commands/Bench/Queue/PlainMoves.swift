import Postgres
import Store

/// The limit of the machine itself: the moves of the queue (ready, leased, done) as plain SQL, without its promises.
struct PlainMoves {
    let jobs: Int
    let connections: Int
    let batch: Int

    /// Jobs per second.
    func measure(in database: BenchDatabase) async throws -> Double {
        try await database.connection.execute(Self.tables)
        _ = try await database.connection.query(Self.fill, [.int(jobs)])
        try await database.settle()
        // The tables have no statistics while they are empty. Without this the lease table would be read sequentially.
        let configuration = database.configuration.with(settings: ["enable_seqscan": "off"])
        let begun = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 1...connections {
                group.addTask { [batch] in try await Self.work(as: worker, batch, on: configuration) }
            }
            try await group.waitForAll()
        }
        return Double(jobs) / ((ContinuousClock.now - begun) / .seconds(1))
    }

    private static func work(as worker: Int, _ batch: Int, on configuration: Postgres.Configuration) async throws {
        let connection = try await Connection.open(configuration)
        while true {
            let leased = try await connection.one(Lease(worker: worker, limit: batch))
            guard !leased.isEmpty else { return await connection.close() }
            _ = try await connection.run(End(ids: leased))
        }
    }

    private struct Lease: Statement {
        let worker: Int
        let limit: Int

        static let sql = """
            WITH picked AS (
                DELETE FROM plain.ready
                WHERE ctid = ANY (ARRAY(SELECT ctid FROM plain.ready ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
                RETURNING id, payload
            ), leased AS (
                INSERT INTO plain.lease SELECT id, $2, now(), payload FROM picked RETURNING id
            )
            SELECT coalesce(array_agg(id), '{}') AS ids FROM leased
            """
        var parameters: [Parameter] { [.int(limit), .int(worker)] }
        static func read(_ row: borrowing Row) throws -> [Int64] { try row.integers("ids") }
    }

    private struct End: Statement {
        let ids: [Int64]

        static let sql = """
            WITH ended AS (DELETE FROM plain.lease WHERE id = ANY ($1) RETURNING *)
            INSERT INTO plain.done SELECT id, worker, at, now() FROM ended
            """
        var parameters: [Parameter] { [.integers(ids)] }
        static func read(_ row: borrowing Row) throws {}
    }

    private static let tables = """
        CREATE SCHEMA plain;
        CREATE TABLE plain.ready (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run_at timestamptz NOT NULL DEFAULT now(),
            payload jsonb NOT NULL);
        CREATE TABLE plain.lease (
            id bigint PRIMARY KEY, worker int NOT NULL, at timestamptz NOT NULL, payload jsonb NOT NULL);
        CREATE TABLE plain.done (
            id bigint NOT NULL, worker int NOT NULL, at timestamptz NOT NULL, finished_at timestamptz NOT NULL);
        """
    private static let fill = """
        INSERT INTO plain.ready (payload)
        SELECT jsonb_build_object('i', number, 'p', repeat('x', 76)) FROM generate_series(1, $1) AS number
        """
}
