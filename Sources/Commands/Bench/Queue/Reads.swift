import Foundation
import Postgres

/// How long operators wait for an answer while the queue is full.
struct Reads {
    /// The number of delayed jobs, and of done jobs: thirty days of them, sixty thousand in the last minute.
    let jobs: Int

    static let ready = 100_000

    /// The longest of five times for each question, in milliseconds.
    func measure(in database: BenchDatabase) async throws -> [(String, Double)] {
        let load = QueueLoad(database: database)
        try await load.delay(jobs)
        try await load.makeReady(Self.ready)
        try await load.remember(jobs)
        try await database.settle()
        // As in a psql session, which lacks the settings of Relance's own sessions.
        try await database.connection.execute("RESET jit; RESET plan_cache_mode")
        let asked = try await questions(on: database.connection)
        var answers: [(String, Double)] = []
        for (name, sql) in asked { answers.append((name, try await longest(of: 5, sql, on: database.connection))) }
        return answers
    }

    private func questions(on connection: Connection) async throws -> [(String, String)] {
        let jobs = try await connection.query(
            """
            SELECT (SELECT id FROM queue.delayed LIMIT 1) AS delayed, (SELECT id FROM queue.ready LIMIT 1) AS ready,
                   (SELECT id FROM queue.done LIMIT 1) AS done
            """
        )[0]
        let why = try ["delayed", "ready", "done"].map {
            ("queue.why() of one that is \($0)", "SELECT * FROM queue.why(\(try jobs.integer($0)))")
        }
        return [
            ("queue.overview", "SELECT * FROM queue.overview"),
            ("queue.health", "SELECT * FROM queue.health"),
        ] + why + [
            ("queue.why() of an unknown one", "SELECT * FROM queue.why(9000000000000)"),
            ("queue.jobs, one by number", "SELECT * FROM queue.jobs WHERE id = \(try jobs.integer("done"))"),
            ("what is next", "SELECT id, run_at, queue, kind, gate, note FROM queue.delayed ORDER BY run_at LIMIT 50"),
            (
                "queue.preview() of a cancellation",
                "SELECT * FROM queue.preview('cancel', '{\"queue\": \"\(QueueLoad.queue)\"}')"
            ),
        ]
    }

    private func longest(of times: Int, _ sql: String, on connection: Connection) async throws -> Double {
        var longest = Duration.zero
        for _ in 0..<times {
            let begun = ContinuousClock.now
            _ = try await connection.query(sql)
            longest = max(longest, .now - begun)
        }
        return longest / .milliseconds(1)
    }
}

extension QueueLoad {
    /// Adds done jobs of the last thirty days.
    fileprivate func remember(_ count: Int) async throws {
        _ = try await database.connection.query(
            """
            INSERT INTO queue.done (id, fence, finished_at, run_at, claimed_at, took_ms, attempt, outcome, queue, kind, worker)
            SELECT nextval('queue.job_id'), number, at, at, at, 1, 0, 'done', $1, 'no-op', 'bench'
            FROM (SELECT number, now() - CASE WHEN number > $2 - 60000 THEN ($2 - number) * interval '1 ms'
                                              ELSE ($2 - number) * (interval '30 days' / $2) END AS at
                  FROM generate_series(1, $2) AS number) AS history
            """,
            [.text(Self.queue), .int(count)]
        )
    }
}
