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
            _ = try await scene.rows("SELECT queue.pause('email', 'moving'), queue.resume_queue('email', 'moved')")
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

    @Test func `the overview counts, and says when it only estimates`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(3)
            try await scene.enqueue(2, after: 600)
            try await scene.enqueue(1, after: 86_400)
            _ = try await scene.finish(try await scene.claim(1))
            let seen =
                "concat_ws(' ', ready, delayed, due_next_hour, done_last_minute, exact) FROM queue.overview WHERE queue = 'email'"
            #expect(try await scene.texts(seen) == ["2 3 2 1 t"])

            try await scene.pool.execute(
                """
                INSERT INTO queue.delayed (id, run_at, enqueued_at, queue, kind, payload)
                SELECT nextval('queue.job_id'), clock.now() + interval '3 days', clock.now(), 'email', 'k', '{}' FROM generate_series(1, 120000);
                ANALYZE queue.delayed
                """
            )
            let estimated = try await scene.rows("SELECT delayed, exact FROM queue.overview WHERE queue = 'email'")[0]
            #expect(try (118_000...122_000).contains(estimated.int("delayed")))
            #expect(try !estimated.boolean("exact"))
        }
    }

    @Test func `a reader sees counts, health and reasons, and no job`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 60)[0]
            try await scene.inSession { session in
                try await session.execute("SET ROLE relance_reader")
                #expect(try await session.query("SELECT FROM queue.overview WHERE delayed = 1").count == 1)
                #expect(try await session.query("SELECT FROM queue.health").count == 11)
                #expect(try await session.query("SELECT FROM queue.why($1)", [.integer(job)]).count == 1)
                for closed in ["queue.delayed", "queue.jobs", "queue.audit", "queue.audit_jobs"] {
                    let refusal = await refusal { _ = try await session.query("SELECT FROM \(closed)") }
                    #expect(refusal?.sqlstate == "42501", "\(closed)")
                }
                let act = await refusal { _ = try await session.query("SELECT queue.pause('email', 'x')") }
                #expect(act?.sqlstate == "42501")
            }
        }
    }

    @Test func `health names what is wrong, who holds back vacuum, and what to do`() async throws {
        try await Scene.lend { scene in
            func unwell() async throws -> [String] {
                try await scene.texts("what FROM queue.health WHERE NOT well ORDER BY number")
            }
            #expect(try await unwell() == ["leader", "workers"])

            _ = try await scene.lead()
            try await scene.beat()
            #expect(try await unwell() == [])

            try await scene.inSession { session in
                try await session.execute(
                    "SET application_name = 'a long report'; BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.ready"
                )
                let finding = try await scene.texts("finding FROM queue.health WHERE what = 'vacuum horizon'")[0]
                #expect(finding.contains("a long report"))
            }
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
