import Foundation
import Postgres
import Store
import Testing

struct EnqueueTests {
    @Test func `a job goes where it belongs: to wait, to its gate, or to be claimed`() async throws {
        try await Scene.lend { scene in
            let due = try await scene.enqueue()[0]
            let past = try await scene.enqueue(after: -60)[0]
            let later = try await scene.enqueue(after: 60)[0]
            let gated = try await scene.enqueue(gate: "send")[0]
            let gatedLater = try await scene.enqueue(after: 60, gate: "send")[0]

            #expect(
                try await scene.places()
                    == [due: "ready", past: "ready", later: "delayed", gated: "gated", gatedLater: "delayed"]
            )
        }
    }

    @Test func `a batch is answered in its order and claimed in its order`() async throws {
        try await Scene.lend { scene in
            let jobs = (1...20).map {
                NewJob("k\($0)", in: "email", payload: ["n": .integer(Int64($0))], uniqueKey: $0 == 7 ? "x" : nil)
            }
            let answers = try await scene.pool.run(try EnqueueJobs(jobs))
            let kinds = try await scene.claim(20).sorted { $0.id < $1.id }.map(\.kind)

            #expect(answers.map(\.id) == answers.map(\.id).sorted())
            #expect(kinds == (1...20).map { "k\($0)" })
            #expect(answers.allSatisfy { !$0.isExisting })
        }
    }

    @Test(arguments: [
        (#"[]"#, nil),
        (#"{}"#, "jobs must be a JSON array of objects"),
        (#"[5]"#, "job 1: must be a JSON object"),
        (#"[{"kind": "k"}]"#, "job 1: queue is missing"),
        (
            #"[{"queue": "email", "kind": "k"}, {"queue": "mail", "kind": "k"}]"#,
            #"job 2: there is no queue "mail"; there are: automation, email"#
        ),
        (#"[{"queue": "email"}]"#, "job 1: kind is missing"),
        (#"[{"queue": "email", "kind": ""}]"#, "job 1: kind is missing"),
        (#"[{"queue": "email", "kind": "k", "payload": [1]}]"#, "job 1: payload must be a JSON object"),
        (
            #"[{"queue": "email", "kind": "k", "run_at": "infinity"}]"#,
            "job 1: run_at must be a real moment, not infinity"
        ),
        (
            #"[{"queue": "email", "kind": "k", "run_at": "-Infinity"}]"#,
            "job 1: run_at must be a real moment, not infinity"
        ),
        (
            #"[{"queue": "email", "kind": "k", "expires_at": "infinity"}]"#,
            "job 1: expires_at must be a real moment, not infinity"
        ),
        (#"[{"queue": "email", "kind": "k", "priority": 10}]"#, "job 1: priority must be from -9 (urgent) to 9"),
        (#"[{"queue": "email", "kind": "k", "attempt_limit": 0}]"#, "job 1: attempt_limit must be from 1 to 1000"),
        (
            #"[{"queue": "email", "kind": "k", "priority": -9, "run_at": "9999-12-31T00:00:00Z", "attempt_limit": 1000}]"#,
            nil
        ),
    ])
    func `a mistake is named with its job and field, and nothing is enqueued`(jobs: String, problem: String?)
        async throws
    {
        try await Scene.lend { scene async throws in
            let refusal = await refusal { _ = try await scene.rows("SELECT queue.enqueue_many($1)", [.json(jobs)]) }

            #expect(refusal?.message == problem)
            #expect(refusal?.sqlstate == (problem == nil ? nil : "22023"))
            #expect(try await scene.places().isEmpty == (problem != nil || jobs == "[]"))
        }
    }

    @Test func `a payload may have 8192 bytes and not one more`() async throws {
        try await Scene.lend { scene in
            func enqueue(_ bytes: Int) async throws {
                let payload = #"{"a": "\#(String(repeating: "x", count: bytes - 9))"}"#
                _ = try await scene.rows("SELECT queue.enqueue('email', 'k', $1)", [.json(payload)])
            }
            try await enqueue(8192)
            let refusal = await refusal { try await enqueue(8193) }

            #expect(refusal?.message == "job 1: payload is 8193 bytes; at most 8192 are allowed")
            #expect(try await scene.count("queue.ready") == 1)
        }
    }

    @Test func `what a transaction enqueued goes with it when it is rolled back`() async throws {
        struct Whim: Error {}
        try await Scene.lend { scene async throws in
            await #expect(throws: Whim.self) {
                try await scene.pool.transaction { connection in
                    _ = try await connection.run(try EnqueueJobs([NewJob("k", in: "email", uniqueKey: "x")]))
                    throw Whim()
                }
            }

            #expect(try await scene.places().isEmpty)
            #expect(try await scene.count("queue.unique_keys") == 0)
        }
    }

    @Test func `a job far ahead, or from long ago, finds a leaf`() async throws {
        try await Scene.lend { scene in
            let years = try await scene.rows(
                "SELECT queue.enqueue('email', 'k', '{}', make_timestamptz(year, 1, 1, 0, 0, 0)) FROM unnest('{2500, 9999}'::int[]) AS year"
            )
            _ = try await scene.pool.transaction { connection in
                try await connection.execute("SET LOCAL relance.now = '1970-01-01 00:00+00'")
                return try await connection.query("SELECT queue.enqueue('email', 'k', '{}', '1971-01-01 00:00+00')")
            }

            #expect(years.count == 2)
            #expect(
                try await scene.texts("tableoid::regclass FROM queue.delayed ORDER BY run_at")
                    == ["queue.delayed_past", "queue.delayed_far", "queue.delayed_far"]
            )
        }
    }
}
