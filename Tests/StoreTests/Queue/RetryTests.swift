import Foundation
import Postgres
import Store
import Testing

struct RetryTests {
    @Test func `a failed job waits for its next attempt, and says why`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let job = try await scene.claim()[0]

            #expect(try await scene.fail(job, "450 try again", retryAfter: 300) == .retried)
            #expect(
                try await scene.texts(
                    "concat_ws(' ', attempt, note, date_part('epoch', run_at - clock.now())::int) FROM queue.delayed"
                )
                    == ["1 450 try again 300"]
            )
            #expect(
                try await scene.texts(
                    "concat_ws(' ', job_id = \(job.id), attempt, fence = \(job.lease.fence), worker, error) FROM queue.attempts"
                )
                    == ["t 1 t w 450 try again"]
            )
        }
    }

    @Test func `the delay grows with the attempts, within its bounds`() async throws {
        try await Scene.lend { scene in
            let delays = try await scene.rows(
                """
                SELECT attempt, min(seconds) AS least, max(seconds) AS most
                FROM (SELECT attempt, date_part('epoch', queue.backoff(attempt))::float8 AS seconds
                      FROM generate_series(1, 40) AS attempt, generate_series(1, 200)) AS delay
                GROUP BY attempt ORDER BY attempt
                """
            )
            for delay in delays {
                let cap = min(21_600, 5 * pow(2, Double(try delay.int("attempt"))))
                #expect(try delay.double("least") >= 1)
                #expect(try delay.double("most") <= 1 + cap)
                #expect(try delay.double("most") > cap / 2)
            }
        }
    }

    @Test func `the last attempt ends in death, with the last error`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(attemptLimit: 2)
            #expect(try await scene.fail(try await scene.claim()[0], "first", retryAfter: 0) == .retried)
            try await scene.promote()
            #expect(try await scene.fail(try await scene.claim()[0], "second") == .dead)

            #expect(
                try await scene.texts("concat_ws('; ', reason, note, attempt) FROM queue.dead") == [
                    "attempts used up; second; 2"
                ]
            )
            #expect(try await scene.texts("error FROM queue.attempts ORDER BY attempt") == ["first", "second"])
        }
    }

    @Test func `a snooze uses up no attempt, even the last one`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(attemptLimit: 1)
            for _ in 0..<3 {
                #expect(
                    try await scene.fail(try await scene.claim()[0], "paused", retryAfter: 0, isCounted: false)
                        == .retried
                )
                try await scene.promote()
            }

            #expect(try await scene.count("queue.ready WHERE attempt = 0") == 1)
            #expect(try await scene.count("queue.attempts") == 0)
        }
    }

    @Test func `a moment that is past is now`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            try await scene.fail(try await scene.claim()[0], retryAfter: -86_400)

            #expect(try await scene.count("queue.delayed WHERE run_at = clock.now()") == 1)
        }
    }

    @Test func `a retried job keeps its gate and forgets when it was let through`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(gate: "send")
            let term = try await scene.lead()
            _ = try await scene.pool.one(ReleaseJobs(term: term, [(id: ids[0], validUntil: scene.now + 60)]))
            try await scene.fail(try await scene.claim()[0], retryAfter: 0)
            try await scene.promote()

            #expect(try await scene.count("queue.gated WHERE gate = 'send' AND valid_until IS NULL") == 1)
        }
    }

    @Test func `a refused job is buried at once`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let job = try await scene.claim()[0]
            let answer = try await scene.pool.one(try BuryJobs([FailedAttempt(job.lease, error: "no such template")]))

            #expect(answer.word == .dead)
            #expect(
                try await scene.texts("concat_ws('; ', reason, note, attempt) FROM queue.dead") == [
                    "refused; no such template; 1"
                ]
            )
            #expect(try await scene.texts("error FROM queue.attempts") == ["no such template"])
        }
    }

    @Test func `in one batch each job gets its own answer`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(attemptLimit: 1)
            try await scene.enqueue(2)
            let jobs = try await scene.claim().sorted { $0.id < $1.id }
            _ = try await scene.finish([jobs[2]])
            let answers = try await scene.pool.run(try RetryJobs(jobs.map { FailedAttempt($0.lease, error: "x") }))

            #expect(
                Dictionary(uniqueKeysWithValues: answers.map { ($0.job, $0.word) })
                    == [jobs[0].id: .dead, jobs[1].id: .retried, jobs[2].id: .stale]
            )
        }
    }

    @Test func `an attempt is never put off to infinity`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            let lease = try await scene.claim()[0].lease
            let result = "'id', $1::bigint, 'fence', $2::bigint, 'nonce', $3::uuid, 'error', 'x', 'run_at', 'infinity'"
            _ = try await scene.rows(
                "SELECT queue.retry(jsonb_build_array(jsonb_build_object(\(result))))",
                [.integer(lease.job), .integer(lease.fence), .uuid(lease.nonce)]
            )

            #expect(try await scene.count("queue.delayed WHERE run_at < clock.now() + '7 hours'::interval") == 1)
        }
    }
}
