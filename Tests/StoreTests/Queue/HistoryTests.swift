import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// History is dropped by the day.
struct HistoryTests {
    /// A job that is done and one that failed, on each of the first days.
    private func live(through days: Int, _ scene: Scene) async throws {
        for day in 0..<days {
            try await scene.later(TimeInterval(day) * 86_400) { later in
                for parent in RollLeaves.Parent.allCases { _ = try await later.pool.run(RollLeaves(of: parent)) }
                try await later.enqueue(2)
                let jobs = try await later.claim(2)
                _ = try await later.finish([jobs[0]])
                try await later.fail(jobs[1], retryAfter: 400 * 86_400)
            }
        }
    }

    private func forget(_ scene: Scene, keeping days: Int) async throws -> Int {
        var dropped = 0
        while try await scene.pool.one(ForgetOld(.jobs, keeping: .seconds(days * 86_400))) != nil { dropped += 1 }
        return dropped
    }

    /// The test's present is within the days that have their own leaves.
    private static let start = Date.now.addingTimeInterval(2 * 86_400)

    @Test func `days that are too old go, day by day, and the others stay`() async throws {
        try await Scene.lend(at: Self.start) { scene in
            try await live(through: 5, scene)
            #expect(try await scene.count("queue.done") == 5)
            try await scene.later(10 * 86_400) { later in
                let dropped = try await forget(later, keeping: 7)
                #expect(dropped >= 4)
                #expect(try await later.count("queue.done") == 2)
                #expect(try await later.count("queue.attempts") == 2)
                #expect(try await forget(later, keeping: 7) == 0)
                #expect(try await later.violations() == [])
            }
        }
    }

    @Test func `a row of a day that was dropped still finds a place, and goes with the next look`() async throws {
        try await Scene.lend(at: Self.start) { scene in
            try await live(through: 2, scene)
            try await scene.later(10 * 86_400) { later in _ = try await forget(later, keeping: 3) }
            try await scene.enqueue(1)
            _ = try await scene.finish(try await scene.claim(1))
            #expect(try await scene.texts("tableoid::regclass FROM queue.done") == ["queue.done_past"])
            try await scene.later(10 * 86_400) { later in
                _ = try await forget(later, keeping: 3)
                #expect(try await later.count("queue.done") == 0)
            }
        }
    }

    @Test func `whoever reads history makes forgetting wait half a second, and nobody else longer`() async throws {
        try await Scene.lend(at: Self.start) { scene in
            try await live(through: 1, scene)
            try await scene.pool.withConnection { reader in
                try await reader.execute("BEGIN; SELECT FROM queue.done")
                try await scene.later(10 * 86_400) { later in
                    let refusal = await refusal { _ = try await forget(later, keeping: 3) }
                    #expect(refusal?.sqlstate == "55P03")
                }
                try await reader.execute("ROLLBACK")
            }
            try await scene.later(10 * 86_400) { later in
                let dropped = try await forget(later, keeping: 3)
                #expect(dropped >= 2)
            }
        }
    }

    @Test func `ninety days ahead have a leaf, and the coordinator's role may see to it`() async throws {
        try await Scene.lend(at: Self.start) { scene in
            let pool = scene.database.pool(at: Self.start, as: "relance_coordinator")
            for parent in RollLeaves.Parent.allCases { _ = try await pool.run(RollLeaves(of: parent)) }
            _ = try await pool.one(ForgetOld(.jobs, keeping: .seconds(86_400)))
            await pool.close()
            for parent in ["delayed", "done", "attempts"] {
                let days = try await scene.count("queue.leaves WHERE parent = '\(parent)' AND from_at > clock.now()")
                #expect(days >= 90, "\(parent)")
            }
        }
    }
}
