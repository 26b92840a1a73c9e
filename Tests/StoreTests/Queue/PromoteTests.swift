import Foundation
import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PromoteTests {
    @Test func `what is due moves on, to ready or to its gate; the rest waits`() async throws {
        try await Scene.lend { scene in
            let due = try await scene.enqueue(after: 60)[0]
            let gated = try await scene.enqueue(after: 60, gate: "send")[0]
            let later = try await scene.enqueue(after: 61)[0]
            try await scene.later(60) { scene async throws in
                #expect(try await scene.promote() == 2)
                #expect(try await scene.places() == [due: "ready", gated: "gated", later: "delayed"])
                #expect(try await scene.promote() == 0)
            }
        }
    }

    @Test func `a batch has its limit, and the oldest go first`() async throws {
        try await Scene.lend { scene in
            var ids: [Int64] = []
            for second in [5, 3, 1, 4, 2] { ids += try await scene.enqueue(after: TimeInterval(second)) }
            try await scene.later(60) { scene async throws in
                #expect(try await scene.promote(3) == 3)
                #expect(
                    try await scene.texts("id FROM queue.ready ORDER BY position")
                        == [ids[2], ids[4], ids[1]].map(String.init)
                )
                #expect(try await scene.promote(3) == 2)
            }
        }
    }

    @Test func `due jobs are found in the past leaf, in each day's, and in the far one`() async throws {
        let today = Date()
        try await Scene.lend(at: Date(timeIntervalSinceNow: -40 * 86_400)) { scene in
            for days in [-30, 0, 1, 2, 20] {
                try await scene.enqueue(after: today.timeIntervalSince(scene.now) + Double(days) * 86_400)
            }
            let leaves = Set(try await scene.texts("tableoid::regclass FROM queue.delayed"))
            #expect(leaves.count == 5)
            #expect(leaves.isSuperset(of: ["queue.delayed_past", "queue.delayed_far"]))
            try await scene.later(61 * 86_400) { scene async throws in #expect(try await scene.promote(4) == 4) }
            try await scene.later(61 * 86_400) { scene async throws in #expect(try await scene.promote() == 1) }
        }
    }

    @Test func `promoters that run at once move each job once`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(800, after: 60)
            try await scene.later(60) { scene in
                let term = try await scene.lead()
                let moved = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            var mine = 0
                            for _ in 0..<10 { mine += try await scene.pool.one(PromoteJobs(term: term, limit: 50)) }
                            return mine
                        }
                    }
                    return try await group.reduce(0, +)
                }
                let rest = try await scene.promote()

                #expect(moved + rest == 800)
                #expect(try await scene.count("queue.ready") == 800)
                #expect(try await scene.violations().isEmpty)
            }
        }
    }

    @Test func `a job that another session holds does not stop the others`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(3, after: 60)
            try await scene.inSession { session in
                try await session.execute("BEGIN; SELECT FROM queue.delayed WHERE id = \(ids[1]) FOR UPDATE")
                try await scene.later(60) { scene async throws in #expect(try await scene.promote() == 2) }
                try await session.execute("ROLLBACK")
            }
            try await scene.later(60) { scene async throws in #expect(try await scene.promote() == 1) }
        }
    }

    @Test func `a job that is held in one leaf does not stop those of another`() async throws {
        let today = Date()
        try await Scene.lend(at: today) { scene in
            let old = try await scene.enqueue(after: 60)[0]
            try await scene.enqueue(3, after: 86_400)
            try await scene.inSession { session in
                try await session.execute("BEGIN; SELECT FROM queue.delayed WHERE id = \(old) FOR UPDATE")
                try await scene.later(2 * 86_400) { scene async throws in #expect(try await scene.promote() == 3) }
                try await session.execute("ROLLBACK")
            }
        }
    }

    @Test func `a leaf that somebody has dropped by hand stops no other`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(after: 60)
            try await scene.pool.execute(
                "INSERT INTO queue.leaves (parent, leaf, from_at, to_at) VALUES ('delayed', 'delayed_gone', '-infinity', '2000-01-01')"
            )
            try await scene.later(60) { scene async throws in #expect(try await scene.promote() == 1) }
        }
    }

    @Test func `everything a job carries arrives with it`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(after: 60, priority: -3, uniqueKey: "x", attemptLimit: 7, expiresAfter: 600)
            let carried =
                "concat_ws(' ', queue, kind, priority, unique_key, attempt_limit, run_at, enqueued_at, expires_at, payload)"
            let before = try await scene.texts("\(carried) FROM queue.delayed")
            try await scene.later(60) { scene in
                try await scene.promote()
                #expect(try await scene.texts("\(carried) FROM queue.ready") == before)
            }
        }
    }

    @Test(arguments: [
        "queue.promote($1, 10)", "queue.release($1, '{}', '{}')", "queue.postpone($1, '{}', '{}', '{}')",
        "queue.rescue($1, '12 s')", "automation.take_changes($1, 10)", "queue.advance_marks($1)",
        "queue.release_rated($1, 'email', 1)", "automation.take_turns($1, 10)",
        "automation.enroll_many($1, 'w', 1, 's', '{}', '{}', '{}', '{}', '{}', '-infinity')",
    ])
    func `a leader whose term is over is refused`(verb: String) async throws {
        try await Scene.lend { scene in
            let term = try await scene.lead(as: "old")
            _ = try await scene.rows("SELECT \(verb)", [.integer(term)])
            _ = try await scene.pool.run(StepDown(from: "coordinator", as: "old"))
            let next = try await scene.lead(as: "new")
            let refusal = await refusal { _ = try await scene.rows("SELECT \(verb)", [.integer(term)]) }

            #expect(next == term + 1)
            #expect(refusal?.isTermOver == true)
            #expect(refusal?.message == "term \(term) of the coordinator is over")
        }
    }
}
