import Foundation
import Postgres
import Store
import Testing

/// Preview and apply: what operators do to many jobs, or to one.
struct OperatorTests {
    @Test func `a preview changes nothing, and what it names is cancelled when it is applied`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            try await scene.enqueue(2, after: 60, uniqueKey: nil)
            try await scene.enqueue(1, in: "automation")
            let before = try await scene.places()
            let prepared = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            #expect(prepared.matched == 4)
            #expect(try await scene.places() == before)

            let answer = try await scene.apply(prepared.action)

            #expect(answer.hasPrefix("cancel: 4 of 4 jobs. To undo: "))
            #expect(
                try await scene.count("queue.done WHERE outcome = 'cancelled' AND note = 'the campaign is off'") == 4
            )
            #expect(try await scene.count("queue.ready") == 1)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `rescheduled jobs run at the new moment, and go back if that is undone`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(2, after: 86_400)
            let prepared = try await scene.prepare(
                "reschedule",
                #"{"id": [\#(jobs[0])]}"#,
                runAt: "2026-06-01 12:00Z"
            )
            _ = try await scene.apply(prepared.action)
            try await scene.promote()
            #expect(try await scene.places() == [jobs[0]: "ready", jobs[1]: "delayed"])
            #expect(try await scene.undo(prepared.action).hasPrefix("undone: 0 of 1"))

            let later = try await scene.prepare("reschedule", #"{"queue": "email"}"#, runAt: "2026-06-09 12:00Z")
            _ = try await scene.apply(later.action)
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-09 12:00Z'") == 2)
            #expect(try await scene.undo(later.action).hasPrefix("undone: 2 of 2"))
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-02 12:00Z'") == 1)
        }
    }

    @Test func `dead jobs get all their attempts again, but for one whose key is taken`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(1, uniqueKey: "a", attemptLimit: 1)
            let free = try await scene.enqueue(1, attemptLimit: 1)
            for job in try await scene.claim() { try await scene.fail(job) }
            let twin = try await scene.enqueue(1, uniqueKey: "a")
            let prepared = try await scene.prepare("redrive", #"{"reason": "attempts used up"}"#)

            _ = try await scene.apply(prepared.action)

            #expect(try await scene.places() == [jobs[0]: "dead", free[0]: "delayed", twin[0]: "ready"])
            #expect(try await scene.count("queue.delayed WHERE attempt = 0") == 1)
            _ = try await scene.undo(prepared.action)
            #expect(try await scene.count("queue.dead WHERE attempt = 1 AND reason = 'attempts used up'") == 2)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `one job is cancelled, or run now, with a word`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(2, after: 600)
            let dead = try await scene.enqueue(attemptLimit: 1)
            try await scene.fail(try await scene.claim()[0])

            let cancelled = try await scene.texts("queue.cancel($1, 'a mistake')", [.integer(jobs[0])])
            let hurried = try await scene.texts("queue.run_now($1, 'they wait')", [.integer(jobs[1])])
            let redriven = try await scene.texts("queue.run_now($1, 'it is mended')", [.integer(dead[0])])

            #expect(cancelled.first?.hasPrefix("cancel: 1 of 1 jobs. To undo: ") == true)
            #expect(hurried.first?.hasPrefix("reschedule: 1 of 1 jobs.") == true)
            #expect(redriven.first?.hasPrefix("redrive: 1 of 1 jobs.") == true)
            try await scene.promote()
            #expect(try await scene.places() == [jobs[0]: "cancelled", jobs[1]: "ready", dead[0]: "ready"])
            let again = await refusal { _ = try await scene.rows("SELECT queue.run_now($1, 'x')", [.integer(jobs[1])]) }
            #expect(again?.message == "job \(jobs[1]) is ready: there is nothing to reschedule")
        }
    }

    @Test func `of two who apply one action at the same moment one does it`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(20)
            let prepared = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            try await scene.inSession { first in
                try await first.execute("BEGIN; SELECT queue.apply(\(prepared.action), 'one')")
                async let second = refusal { _ = try await scene.apply(prepared.action) }
                try await scene.untilSomeoneWaits()
                try await first.execute("COMMIT")

                #expect(await second?.message.hasPrefix("action \(prepared.action) was applied at ") == true)
            }
            #expect(try await scene.count("queue.done WHERE outcome = 'cancelled'") == 20)
        }
    }
}
