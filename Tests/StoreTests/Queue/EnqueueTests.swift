import Foundation
import Postgres
import Store
import TestSupport
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
            let answers = try await scene.pool.run(try PlaceJobs(jobs))
            let kinds = try await scene.claim(20).sorted { $0.id < $1.id }.map(\.kind)

            #expect(answers.map(\.id) == answers.map(\.id).sorted())
            #expect(kinds == (1...20).map { "k\($0)" })
            #expect(answers.allSatisfy { !$0.isExisting })
        }
    }

    @Test func `what a transaction enqueued goes with it when it is rolled back`() async throws {
        struct Whim: Error {}
        try await Scene.lend { scene async throws in
            await #expect(throws: Whim.self) {
                try await scene.pool.transaction { connection in
                    _ = try await connection.run(try PlaceJobs([NewJob("k", in: "email", uniqueKey: "x")]))
                    throw Whim()
                }
            }

            #expect(try await scene.places().isEmpty)
            #expect(try await scene.count("queue.unique_keys") == 0)
        }
    }

    @Test func `a job far ahead, or from long ago, finds a leaf`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
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

    @Test func `late in a long transaction, now is not when it began`() async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let session = try await Connection.open(scene.database.configuration)  // its clock is the real one
            try await session.execute("BEGIN; SELECT count(*) FROM pg_class; SELECT queue.enqueue('email', 'k')")
            let late = "run_at > now() AND enqueued_at > now() AND ready_at > now()"
            #expect(try await session.query("SELECT FROM queue.ready WHERE \(late)").count == 1)
            await session.close()
        }
    }

    @Test(arguments: ["relance.now", "relance.clock_start"])
    func `whoever sets a clock cannot set it to infinity`(setting: String) async throws {
        try await Scene.lend { scene in
            try await scene.declareKind()
            let session = try await Connection.open(scene.database.configuration)
            try await session.execute(
                "SET relance.clock_speed = 1; SET relance.clock_origin = 'today'; SET \(setting) = 'infinity'"
            )
            let enqueue = await refusal {
                _ = try await session.query("SELECT queue.enqueue('email', 'k', unique_key => 'x')")
            }
            await session.close()

            #expect(enqueue?.message == "a clock must show a real moment, not infinity")
            #expect(enqueue?.sqlstate == "22023")
        }
    }
}
