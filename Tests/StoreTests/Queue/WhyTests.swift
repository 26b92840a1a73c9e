import Foundation
import Postgres
import Store
import Testing

/// Every state of a job, and every cause, has its sentence and its help.
struct WhyTests {
    private func why(_ job: Int64, _ scene: Scene) async throws -> (state: String, why: String, help: String) {
        let answers = try await scene.pool.withConnection { try await OperatorCall.why(job).run(on: $0) }.rows
        #expect(answers.count == 1)
        let answer = answers.first ?? []
        return (answer[0] ?? "", answer[1] ?? "", answer[2] ?? "")
    }

    @Test func `a job that is not due says when it will be, and how to run it now`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 3 * 86_400)[0]
            let answer = try await why(job, scene)

            #expect(answer.state == "delayed")
            #expect(answer.why == "It is not due: it may start in 3 days (2026-06-04 12:00:00+00).")
            #expect(answer.help == "To run it now: SELECT queue.run_now(\(job), 'why');")
        }
    }

    @Test func `a job that is due and stays says whether anybody leads`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 60)[0]
            try await scene.later(120) { later in
                #expect(try await why(job, later).why.contains("nobody has moved it on: no coordinator leads."))
                _ = try await later.lead(as: "anna")
                #expect(try await why(job, later).why.contains("the coordinator anna leads and is behind."))
            }
        }
    }

    @Test func `a job between two attempts says what went wrong`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue()[0]
            try await scene.fail(try await scene.claim()[0], "421 try later", retryAfter: 600)

            let why = try await why(job, scene).why

            #expect(why.contains("in 10 minutes") && why.contains("1 of 20 attempts failed."))
            #expect(why.contains("The last error: 421 try later."))
        }
    }

    @Test func `a job at its gate says what the gate said`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.makeSends()[0]
            let gated = try await scene.pool.run(ReadGatedSends(limit: 10))
            _ = try await scene.pool.run(
                RecordVerdicts([
                    SendVerdict(.later, for: gated[0], until: scene.now + 60, because: "outside its hours")
                ])
            )
            let answer = try await why(job, scene)

            #expect(answer.state == "gated")
            #expect(answer.why.contains(#"waits for its gate "send" (0 of its lane before it)"#))
            #expect(answer.why.contains("The gate last said later: outside its hours."))
            try await scene.pool.execute("DELETE FROM queue.leaders")
            #expect(try await why(job, scene).why.contains("No coordinator leads, so nobody asks the gate."))
        }
    }

    @Test func `a ready job says whether its queue is paused, or nobody claims from it`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(2)[1]
            let alone = try await why(job, scene)
            #expect(alone.why.contains("(1 before it in the normal lane)"))
            #expect(alone.why.contains("No living worker claims from its queue."))
            #expect(alone.help == "Start a worker: relance worker.")

            try await scene.beat()
            #expect(try await why(job, scene).why.contains("1 workers claim from its queue."))

            _ = try await scene.rows("SELECT queue.pause('email', 'the server is moving')")
            let paused = try await why(job, scene)
            #expect(paused.why.contains("the server is moving."))
            #expect(paused.help == "SELECT queue.resume('email', 'why');")
        }
    }

    @Test func `a job at a rate says so whatever it carries, and that its queue is paused`() async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute(
                "SELECT queue.declare_queue('fax', 'a test'); SELECT queue.declare_kind('fax', 'page', 'a page');"
            )
            try await scene.pool.execute("SELECT queue.set_limits('fax', 'slow', per_second => 2)")
            let job = try await scene.rows(
                #"SELECT queue.enqueue('fax', 'page', '{"contact": "u-17", "enrollment": 1.5}') AS id"#
            )[0].integer("id")
            _ = try await scene.lead()
            let slow = try await why(job, scene)
            #expect(slow.why.contains("At most 2 jobs of its queue may start in a second."))
            #expect(slow.help.contains("queue.set_limits('fax', 'why', concurrency => NULL, per_second => …)"))

            try await scene.pool.execute("SELECT queue.pause('fax', 'no paper')")
            let paused = try await why(job, scene)
            #expect(paused.why.contains("Its queue is paused since") && paused.why.contains("no paper."))
            #expect(paused.help == "SELECT queue.resume('fax', 'why');")
            #expect(try await scene.texts(#"matched FROM queue.preview('cancel', '{"queue": "fax"}')"#) == ["1"])
        }
    }

    @Test func `a job that expires before it may start says so`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 600, expiresAfter: 60)[0]
            #expect(try await why(job, scene).why.contains("It will not run: it expires in 60 seconds"))
        }
    }

    @Test func `a running job says who holds it, and whether they live`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue()[0]
            _ = try await scene.claim(as: "wanda")
            #expect(try await why(job, scene).why.contains("That worker is not known any more"))
            try await scene.beat("wanda")
            #expect(try await why(job, scene).why.contains("It runs on here as process 1"))
            try await scene.beat("wanda", expiry: .seconds(-1))
            #expect(try await why(job, scene).why.contains("Its heartbeat stopped"))
        }
    }

    @Test func `a dead job says why it died, and how to redrive it`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(attemptLimit: 1)[0]
            try await scene.fail(try await scene.claim()[0], "550 no such user")

            let answer = try await why(job, scene)

            #expect(answer.state == "dead")
            #expect(answer.why.contains("(attempts used up) after 1 of 1 attempts: 550 no such user."))
            #expect(answer.help == "Mend the cause, then SELECT queue.run_now(\(job), 'why');")
        }
    }

    @Test func `a job of the past says what became of it`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue()[0]
            _ = try await scene.finish(try await scene.claim(as: "wanda"))

            let answer = try await why(job, scene)

            #expect(answer.state == "done")
            #expect(answer.why.hasPrefix("Worker wanda did it in "))
        }
    }

    @Test func `a number that no job has is told apart from one whose job is forgotten`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue()[0]
            try await scene.pool.execute("DELETE FROM queue.ready")

            #expect(try await why(job + 100, scene).why == "No job has had this number yet; the latest is \(job).")
            #expect(try await why(0, scene).why == "Jobs are numbered from 1.")
            #expect(try await why(job, scene).why.hasPrefix("It is nowhere"))
        }
    }

    @Test(arguments: ["infinity", "-infinity"])
    func `even a job at the end of time has an answer`(end: String) async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 60)[0]
            try await scene.pool.execute("UPDATE queue.delayed SET run_at = '\(end)'")

            #expect(try await why(job, scene).state == "delayed")
        }
    }
}
