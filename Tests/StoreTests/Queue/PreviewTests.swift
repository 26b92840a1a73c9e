import Foundation
import Postgres
import Store
import Testing

/// The jobs that a preview names, those among them that can still be acted on, and the requests that it refuses.
struct PreviewTests {
    @Test func `jobs that have gone on since the preview are left alone`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(3)
            let prepared = try await scene.prepare("cancel", #"{"queue": "email"}"#)
            let running = try await scene.claim(1)

            let answer = try await scene.apply(prepared.action)

            #expect(answer.contains("2 of 3 jobs; the others had gone on meanwhile"))
            #expect(try await scene.places()[jobs[0]] == "running")
            #expect(try await scene.finish(running) == [.done])
            _ = try await scene.undo(prepared.action)
            #expect(try await scene.places() == [jobs[0]: "done", jobs[1]: "delayed", jobs[2]: "delayed"])
        }
    }

    @Test func `a job that carries a walk is not cancelled`() async throws {
        try await Scene.lend { scene in
            let sends = try await scene.makeSends(of: 2)
            let row = try await scene.rows(#"SELECT * FROM queue.preview('cancel', '{"kind": "send_step"}')"#)[0]

            #expect(try (row.int("matched"), row.int("walks")) == (0, 2))
            _ = try await scene.apply(try row.integer("action"))
            #expect(try await scene.count("queue.gated") == sends.count)
            #expect(try await scene.violations() == [])
        }
    }

    @Test func `whoever cancels it by its number is told the walk, and the whole call that ends it`() async throws {
        try await Scene.lend { scene in
            let send = try await scene.makeSends()[0]
            let refusal = await refusal { _ = try await scene.rows("SELECT queue.cancel(\(send), 'off')") }
            #expect(
                refusal?.message == """
                    job \(send) advances enrollment 1 (workflow welcome, contact 1), which would wait indefinitely; end it: \
                    SELECT automation.unenroll('welcome', 1, 'why'); or: relance contact unenroll 1 welcome --reason why
                    """
            )
            _ = try await scene.rows("SELECT automation.unenroll('welcome', 1, 'why')")
            #expect(try await scene.texts("kind FROM crm.changes WHERE kind = 'asked'") == ["asked"])
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

    @Test func `a job that has come back after another attempt is not what was previewed`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(2)
            for job in try await scene.claim() { try await scene.fail(job, retryAfter: 600) }
            let prepared = try await scene.prepare(
                "reschedule",
                #"{"queue": "email"}"#,
                runAt: "2026-07-01 12:00Z"
            )
            try await scene.later(700) { later async throws in
                try await later.promote()
                let again = try await later.claim(1)
                try await later.fail(again[0], retryAfter: 600)
                try await later.pool.execute("UPDATE queue.delayed SET run_at = clock.now() - interval '100 s'")

                #expect(try await later.apply(prepared.action).hasPrefix("reschedule: 0 of 2 jobs"))
                #expect(try await later.count("queue.delayed WHERE attempt = 2") == 1)
            }
            #expect(jobs.count == 2)
        }
    }

    @Test func `a job that has died again is not what was previewed`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.enqueue(uniqueKey: "a", attemptLimit: 1)
            try await scene.fail(try await scene.claim()[0])
            let first = try await scene.prepare("redrive", #"{"queue": "email"}"#)
            let second = try await scene.prepare("redrive", #"{"queue": "email"}"#)
            _ = try await scene.apply(first.action)
            try await scene.later(60) { later async throws in
                try await later.promote()
                try await later.fail(try await later.claim()[0])

                #expect(try await later.apply(second.action).hasPrefix("redrive: 0 of 1 jobs"))
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
}
