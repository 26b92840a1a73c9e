import Foundation
import Postgres
import Store
import Testing

/// Operators' actions are recorded, and can be undone for jobs that have not moved on.
struct UndoTests {
    @Test func `cancelled jobs come back as they were, but for one whose key is taken`() async throws {
        try await Scene.lend { scene in
            let keyed = try await scene.enqueue(after: 60, uniqueKey: "a")
            let free = try await scene.enqueue(after: 60, uniqueKey: "b")
            let prepared = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            _ = try await scene.apply(prepared.action)
            let second = try await scene.enqueue(after: 60, uniqueKey: "a")

            let answer = try await scene.undo(prepared.action)

            #expect(answer == "undone: 1 of 2 jobs are as they were; the others have gone on meanwhile")
            #expect(try await scene.places() == [keyed[0]: "cancelled", free[0]: "delayed", second[0]: "delayed"])
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `a cancelled job whose key is held for a period comes back with its key`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let enqueue =
                "queue.enqueue('email', 'k', run_at => clock.now() + '1 hour'::interval, unique_key => 'x', unique_for => '1 day')"
            let job = try await scene.rows("SELECT \(enqueue) AS id")[0].integer("id")
            let prepared = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            _ = try await scene.apply(prepared.action)

            #expect(try await scene.undo(prepared.action).hasPrefix("undone: 1 of 1"))
            #expect(try await scene.places() == [job: "delayed"])
            #expect(try await scene.count("queue.unique_keys WHERE job_id = \(job) AND held_until IS NOT NULL") == 1)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `undoing an earlier action does not touch what a later one decided`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(1, after: 60)
            var actions: [Int64] = []
            for day in ["08", "09"] {
                let runAt = "2026-06-\(day) 12:00Z"
                actions.append(try await scene.prepare("reschedule", #"{"queue": "email"}"#, runAt: runAt).action)
                _ = try await scene.apply(actions[actions.count - 1])
            }

            #expect(try await scene.undo(actions[0]).hasPrefix("undone: 0 of 1"))
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-09 12:00Z'") == 1)
            #expect(try await scene.undo(actions[1]).hasPrefix("undone: 1 of 1"))
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-08 12:00Z'") == 1)
        }
    }

    @Test func `who did what, when and why is written down, and undone once`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            _ = try await scene.rows("SELECT queue.pause('email', 'moving'), queue.resume('email', 'moved')")
            let prepared = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            _ = try await scene.apply(prepared.action)
            _ = try await scene.undo(prepared.action)

            #expect(
                try await scene.texts(
                    "concat_ws(' ', verb, changed, reason, restored, undo_reason) FROM queue.audit ORDER BY id"
                ) == [
                    "pause 1 moving", "resume 1 moved", "cancel 1 the campaign is off 1 it is on again",
                ]
            )
            #expect(try await scene.count("queue.audit WHERE applied_by = session_user") == 3)
            let again = await refusal { _ = try await scene.undo(prepared.action) }
            #expect(again?.message.hasPrefix("action \(prepared.action) was undone at ") == true)
            let twice = await refusal { _ = try await scene.apply(prepared.action) }
            #expect(twice?.message.hasPrefix("action \(prepared.action) was applied at ") == true)
        }
    }

    @Test func `previews are forgotten after a day, and what undoing needs after a week`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            let applied = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            _ = try await scene.apply(applied.action)
            _ = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            try await scene.pool.execute(
                "UPDATE queue.audit SET previewed_at = previewed_at - interval '8 days', applied_at = applied_at - interval '8 days'; SELECT queue.forget_undo()"
            )

            #expect(try await scene.texts("id FROM queue.audit") == ["\(applied.action)"])
            #expect(try await scene.count("queue.audit_jobs") == 0)
            let late = await refusal { _ = try await scene.undo(applied.action) }
            #expect(late?.message == "action \(applied.action) is too old: its jobs are forgotten after a week")
        }
    }
}
