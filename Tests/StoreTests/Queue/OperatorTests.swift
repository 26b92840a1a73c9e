import Foundation
import Postgres
import Store
import Testing

/// Preview, apply, undo: what operators do to many jobs, written down.
struct OperatorTests {
    private func prepare(_ verb: String, _ filter: String, runAt: String? = nil, in scene: Scene) async throws -> (
        action: Int64, matched: Int
    ) {
        let row = try await scene.rows(
            "SELECT * FROM queue.preview($1, $2::jsonb, $3::timestamptz)",
            [.text(verb), .literal(filter), .literal(runAt)]
        )[0]
        return (try row.integer("action"), try row.int("matched"))
    }

    private func apply(_ action: Int64, in scene: Scene) async throws -> String {
        try await scene.texts("queue.apply($1, 'the campaign is off')", [.integer(action)])[0]
    }

    private func undo(_ action: Int64, in scene: Scene) async throws -> String {
        try await scene.texts("queue.undo($1, 'it is on again')", [.integer(action)])[0]
    }

    @Test func `a preview changes nothing, and what it names is cancelled when it is applied`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            try await scene.enqueue(2, after: 60, uniqueKey: nil)
            try await scene.enqueue(1, in: "automation")
            let before = try await scene.places()
            let prepared = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            #expect(prepared.matched == 4)
            #expect(try await scene.places() == before)

            let answer = try await apply(prepared.action, in: scene)

            #expect(answer.hasPrefix("cancel: 4 of 4 jobs. To undo: "))
            #expect(
                try await scene.count("queue.done WHERE outcome = 'cancelled' AND note = 'the campaign is off'") == 4
            )
            #expect(try await scene.count("queue.ready") == 1)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `cancelled jobs come back as they were, but for one whose key is taken`() async throws {
        try await Scene.lend { scene in
            let keyed = try await scene.enqueue(after: 60, uniqueKey: "a")
            let free = try await scene.enqueue(after: 60, uniqueKey: "b")
            let prepared = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            _ = try await apply(prepared.action, in: scene)
            let second = try await scene.enqueue(after: 60, uniqueKey: "a")

            let answer = try await undo(prepared.action, in: scene)

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
            let prepared = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            _ = try await apply(prepared.action, in: scene)

            #expect(try await undo(prepared.action, in: scene).hasPrefix("undone: 1 of 1"))
            #expect(try await scene.places() == [job: "delayed"])
            #expect(try await scene.count("queue.unique_keys WHERE job_id = \(job) AND held_until IS NOT NULL") == 1)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `jobs that have gone on since the preview are left alone`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(3)
            let prepared = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            let running = try await scene.claim(1)

            let answer = try await apply(prepared.action, in: scene)

            #expect(answer.contains("2 of 3 jobs; the others had gone on meanwhile"))
            #expect(try await scene.places()[jobs[0]] == "running")
            #expect(try await scene.finish(running) == [.done])
            _ = try await undo(prepared.action, in: scene)
            #expect(try await scene.places() == [jobs[0]: "done", jobs[1]: "delayed", jobs[2]: "delayed"])
        }
    }

    @Test func `a job that carries a walk is not cancelled`() async throws {
        try await Scene.lend { scene in
            let sends = try await scene.makeSends(of: 2)
            let row = try await scene.rows(#"SELECT * FROM queue.preview('cancel', '{"kind": "send_step"}')"#)[0]

            #expect(try (row.int("matched"), row.int("walks")) == (0, 2))
            _ = try await apply(try row.integer("action"), in: scene)
            #expect(try await scene.count("queue.gated") == sends.count)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `rescheduled jobs run at the new moment, and go back if that is undone`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(2, after: 86_400)
            let prepared = try await prepare(
                "reschedule",
                #"{"id": [\#(jobs[0])]}"#,
                runAt: "2026-06-01 12:00Z",
                in: scene
            )
            _ = try await apply(prepared.action, in: scene)
            try await scene.promote()
            #expect(try await scene.places() == [jobs[0]: "ready", jobs[1]: "delayed"])
            #expect(try await undo(prepared.action, in: scene).hasPrefix("undone: 0 of 1"))

            let later = try await prepare("reschedule", #"{"queue": "email"}"#, runAt: "2026-06-09 12:00Z", in: scene)
            _ = try await apply(later.action, in: scene)
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-09 12:00Z'") == 2)
            #expect(try await undo(later.action, in: scene).hasPrefix("undone: 2 of 2"))
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-02 12:00Z'") == 1)
        }
    }

    @Test func `undoing an earlier action does not touch what a later one decided`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(1, after: 60)
            var actions: [Int64] = []
            for day in ["08", "09"] {
                let runAt = "2026-06-\(day) 12:00Z"
                actions.append(try await prepare("reschedule", #"{"queue": "email"}"#, runAt: runAt, in: scene).action)
                _ = try await apply(actions[actions.count - 1], in: scene)
            }

            #expect(try await undo(actions[0], in: scene).hasPrefix("undone: 0 of 1"))
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-09 12:00Z'") == 1)
            #expect(try await undo(actions[1], in: scene).hasPrefix("undone: 1 of 1"))
            #expect(try await scene.count("queue.delayed WHERE run_at = '2026-06-08 12:00Z'") == 1)
        }
    }

    @Test func `dead jobs get all their attempts again, but for one whose key is taken`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(1, uniqueKey: "a", attemptLimit: 1)
            let free = try await scene.enqueue(1, attemptLimit: 1)
            for job in try await scene.claim() { try await scene.fail(job) }
            let twin = try await scene.enqueue(1, uniqueKey: "a")
            let prepared = try await prepare("redrive", #"{"reason": "attempts used up"}"#, in: scene)

            _ = try await apply(prepared.action, in: scene)

            #expect(try await scene.places() == [jobs[0]: "dead", free[0]: "delayed", twin[0]: "ready"])
            #expect(try await scene.count("queue.delayed WHERE attempt = 0") == 1)
            _ = try await undo(prepared.action, in: scene)
            #expect(try await scene.count("queue.dead WHERE attempt = 1 AND reason = 'attempts used up'") == 2)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `who did what, when and why is written down, and undone once`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue()
            _ = try await scene.rows("SELECT queue.pause('email', 'moving'), queue.resume('email', 'moved')")
            let prepared = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            _ = try await apply(prepared.action, in: scene)
            _ = try await undo(prepared.action, in: scene)

            #expect(
                try await scene.texts(
                    "concat_ws(' ', verb, changed, reason, restored, undo_reason) FROM queue.audit ORDER BY id"
                ) == [
                    "pause 1 moving", "resume 1 moved", "cancel 1 the campaign is off 1 it is on again",
                ]
            )
            #expect(try await scene.count("queue.audit WHERE applied_by = session_user") == 3)
            let again = await refusal { _ = try await undo(prepared.action, in: scene) }
            #expect(again?.message.hasPrefix("action \(prepared.action) was undone at ") == true)
            let twice = await refusal { _ = try await apply(prepared.action, in: scene) }
            #expect(twice?.message.hasPrefix("action \(prepared.action) was applied at ") == true)
        }
    }

    @Test(arguments: [
        ("queue.preview('cancel', '{}')", "name the jobs: "),
        (
            "queue.preview('cancel', '{\"queu\": \"email\"}')",
            #"there is no "queu" in a filter; there are: id, queue, "#
        ),
        ("queue.preview('cancel', '{\"queue\": \"mail\"}')", #"there is no queue "mail""#),
        ("queue.preview('drop', '{\"queue\": \"email\"}')", #""drop" cannot be done to jobs"#),
        (
            "queue.preview('cancel', '{\"state\": \"running\"}')",
            #"state is delayed, gated or ready here, not "running""#
        ),
        ("queue.preview('redrive', '{\"state\": \"ready\"}')", "only dead jobs are redriven"),
        ("queue.preview('cancel', '{\"id\": \"12\"}')", #""id" must be a number of a job"#),
        ("queue.preview('cancel', '{\"id\": [1, \"x\"]}')", #""id" must be a number of a job"#),
        ("queue.preview('cancel', '{\"id\": []}')", #""id" must be a number of a job"#),
        ("queue.preview('cancel', '{\"id\": 1.5}')", #""id" must be a number of a job"#),
        ("queue.preview('cancel', '{\"kind\": null}')", #""kind" is null: leave it out to name all"#),
        ("queue.preview('cancel', '{\"run_to\": null}')", #""run_to" is null"#),
        ("queue.preview('cancel', '{\"note\": 17}')", #""note" must be text"#),
        ("queue.preview('cancel', '{\"run_from\": \"soon\"}')", #""run_from" must be a moment"#),
        ("queue.preview('cancel', '{\"payload\": []}')", #""payload" must be an object"#),
        ("queue.cancel(17, 'x')", "job 17 is unknown: there is nothing to cancel"),
        ("queue.run_now(NULL, 'x')", #""id" is null"#), ("queue.cancel(NULL, 'x')", #""id" is null"#),
        (
            "queue.preview('cancel', '{\"kind\": \"a\", \"run_to\": \"soon\"}')",
            #""run_to" must be a moment"#
        ),
        ("queue.run_now(17, 'x')", "job 17 is unknown: there is nothing to reschedule"),
        ("queue.preview('reschedule', '{\"id\": 1}')", "run_at goes with reschedule"),
        ("queue.preview('reschedule', '{\"id\": 1}', 'infinity')", "run_at must be a real moment"),
        ("queue.preview('cancel', '{\"id\": 1}', now())", "run_at goes with reschedule"),
        ("queue.apply(17, 'x')", "there is no action 17"), ("queue.undo(17, 'x')", "there is no action 17"),
        ("queue.apply(17, ' ')", "say why: a reason is missing"), ("queue.pause('email', '')", "say why"),
    ])
    func `what cannot be done is refused in a sentence`(call: String, sentence: String) async throws {
        try await Scene.lend { scene in
            let refusal = await refusal { _ = try await scene.rows("SELECT * FROM \(call)") }
            let writtenDown = try await scene.count("queue.audit")

            #expect(refusal?.message.hasPrefix(sentence) == true, "\(refusal?.message ?? "not refused")")
            #expect(refusal?.sqlstate == "22023")
            #expect(writtenDown == 0)
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

    @Test func `a job that has come back after another attempt is not what was previewed`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(2)
            for job in try await scene.claim() { try await scene.fail(job, retryAfter: 600) }
            let prepared = try await prepare(
                "reschedule",
                #"{"queue": "email"}"#,
                runAt: "2026-07-01 12:00Z",
                in: scene
            )
            try await scene.later(700) { later async throws in
                try await later.promote()
                let again = try await later.claim(1)
                try await later.fail(again[0], retryAfter: 600)
                try await later.pool.execute("UPDATE queue.delayed SET run_at = clock.now() - interval '100 s'")

                #expect(try await apply(prepared.action, in: later).hasPrefix("reschedule: 0 of 2 jobs"))
                #expect(try await later.count("queue.delayed WHERE attempt = 2") == 1)
            }
            #expect(jobs.count == 2)
        }
    }

    @Test func `a job that has died again is not what was previewed`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.enqueue(uniqueKey: "a", attemptLimit: 1)
            try await scene.fail(try await scene.claim()[0])
            let first = try await prepare("redrive", #"{"queue": "email"}"#, in: scene)
            let second = try await prepare("redrive", #"{"queue": "email"}"#, in: scene)
            _ = try await apply(first.action, in: scene)
            try await scene.later(60) { later async throws in
                try await later.promote()
                try await later.fail(try await later.claim()[0])

                #expect(try await apply(second.action, in: later).hasPrefix("redrive: 0 of 1 jobs"))
                #expect(try await later.places().values.sorted() == ["dead"])
                #expect(try await later.violations() == [], "nor does it hold its key")
            }
        }
    }

    @Test func `a preview says whether it has seen everything it was asked about`() async throws {
        try await Scene.lend { scene in
            func isExact(_ verb: String, _ filter: String) async throws -> String {
                try await scene.texts("exact FROM queue.preview($1, $2::jsonb)", [.text(verb), .literal(filter)])[0]
            }
            try await scene.pool.execute(
                """
                INSERT INTO queue.ready (id, run_at, enqueued_at, queue, kind, payload)
                SELECT nextval('queue.job_id'), clock.now(), clock.now(), 'email', 'k', '{}' FROM generate_series(1, 60000)
                """
            )
            #expect(try await isExact("cancel", #"{"kind": "rare"}"#) == "false")
            #expect(try await isExact("cancel", #"{"kind": "rare", "state": "delayed"}"#) == "true")
            #expect(try await isExact("cancel", #"{"id": 17}"#) == "true")
            #expect(try await isExact("redrive", #"{"kind": "rare"}"#) == "true")
        }
    }

    @Test func `jobs that carry a walk do not hide those that can be cancelled`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.makeSends(of: 3)
            let free = try await scene.enqueue(after: 86_400)

            let row = try await scene.rows(#"SELECT * FROM queue.preview('cancel', '{"queue": "email"}', NULL, 1)"#)[0]

            #expect(try row.int("matched") == 1 && row.int("walks") == 3)
            #expect(try await scene.texts("id FROM queue.audit_jobs") == ["\(free[0])"])
        }
    }

    @Test func `previews are forgotten after a day, and what undoing needs after a week`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            let applied = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            _ = try await apply(applied.action, in: scene)
            _ = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            try await scene.pool.execute(
                "UPDATE queue.audit SET previewed_at = previewed_at - interval '8 days', applied_at = applied_at - interval '8 days'; SELECT queue.forget_undo()"
            )

            #expect(try await scene.texts("id FROM queue.audit") == ["\(applied.action)"])
            #expect(try await scene.count("queue.audit_jobs") == 0)
            let late = await refusal { _ = try await undo(applied.action, in: scene) }
            #expect(late?.message == "action \(applied.action) is too old: its jobs are forgotten after a week")
        }
    }

    @Test func `of two who apply one action at the same moment one does it`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(20)
            let prepared = try await prepare("cancel", #"{"queue": "email"}"#, in: scene)
            try await scene.inSession { first in
                try await first.execute("BEGIN; SELECT queue.apply(\(prepared.action), 'one')")
                async let second = refusal { _ = try await apply(prepared.action, in: scene) }
                try await scene.untilSomeoneWaits()
                try await first.execute("COMMIT")

                #expect(await second?.message.hasPrefix("action \(prepared.action) was applied at ") == true)
            }
            #expect(try await scene.count("queue.done WHERE outcome = 'cancelled'") == 20)
        }
    }
}
