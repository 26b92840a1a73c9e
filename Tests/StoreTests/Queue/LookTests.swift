import Foundation
import Postgres
import Store
import Testing

/// One look finds all the work there is.
struct LookTests {
    /// The services that the leader would call, except marks, which move by the machine's clock.
    private func services(in scene: Scene) async throws -> Set<String> {
        try await scene.pool.one(LookForServices(term: try await scene.lead())).services.subtracting(["marks"])
    }

    /// A cause of work for each service.
    private static let causes = [
        ("triggers", "INSERT INTO crm.contacts (email) VALUES ('ada@example.com')"),
        ("turns", "INSERT INTO automation.turns (workflow, contact_id, at) VALUES ('w', 1, clock.now())"),
        (
            "promoter",
            """
            INSERT INTO queue.delayed (id, run_at, enqueued_at, queue, kind, payload)
            VALUES (1, clock.now(), clock.now(), 'email', 'k', '{}')
            """
        ),
        ("send gate", "SELECT queue.place('[{\"queue\": \"email\", \"kind\": \"send_step\"}]')"),
        (
            "rate gate",
            """
            SELECT queue.set_limits('automation', 'a test', per_second => 5);
            SELECT queue.place('[{"queue": "automation", "kind": "k"}]')
            """
        ),
        ("rescuer", "SELECT queue.beat('w', 'h', 1, '{email}', '-1 s')"),
    ]

    @Test(arguments: causes)
    func `a service is called when it has something to do`(service: String, cause: String) async throws {
        try await Scene.lend { scene in
            #expect(try await services(in: scene) == [])
            try await scene.pool.execute(cause)
            #expect(try await services(in: scene) == [service])
        }
    }

    @Test func `what is still to come calls nobody`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(after: 1)
            _ = try await scene.rows("INSERT INTO automation.turns VALUES ('w', 1, clock.now() + interval '1 second')")
            try await scene.beat()
            #expect(try await services(in: scene) == [])
            try await scene.later(1) { later in
                let seen = try await services(in: later)
                #expect(seen == ["promoter", "turns"])
            }
        }
    }

    @Test(arguments: ["send gate", "rate gate"])
    func `a gate behind which nothing may start is not called`(service: String) async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute("SELECT queue.set_limits('email', 'a test', per_second => 2)")
            try await scene.enqueue(3, gate: service == "send gate" ? "send" : nil)
            #expect(try await services(in: scene) == [service])

            let pause = "SELECT queue.pause('email', 'a test')"
            for (act, called) in [(pause, false), ("SELECT queue.resume('email', 'a test')", true)] {
                try await scene.pool.execute(act)
                #expect(try await services(in: scene).isEmpty != called, "\(act)")
            }
            _ = try await scene.rows(
                """
                INSERT INTO queue.ready (id, run_at, enqueued_at, queue, kind, payload)
                SELECT nextval('queue.job_id'), clock.now(), clock.now(), 'email', 'k', '{}' FROM generate_series(1, 2)
                """
            )
            #expect(try await services(in: scene) == [])
        }
    }

    @Test func `marks are called for when enough has been given out, or time has passed`() async throws {
        try await Scene.lend { scene in
            let term = try await scene.lead()
            func areCalled(_ scene: Scene) async throws -> Bool {
                try await scene.pool.one(LookForServices(term: term)).services.contains("marks")
            }
            #expect(try await areCalled(scene))
            _ = try await scene.pool.run(AdvanceMarks(term: term))
            #expect(try await !areCalled(scene))

            _ = try await scene.rows("SELECT nextval('queue.position'), nextval('queue.position')")
            #expect(try await !areCalled(scene))
            try await scene.later(2) { later in
                let areCalled = try await areCalled(later)
                #expect(areCalled)
            }
            _ = try await scene.rows("SELECT count(nextval('queue.position')) FROM generate_series(1, 1000)")
            #expect(try await areCalled(scene))
        }
    }

    /// How long the leader may rest on a clock of this speed. A contact's moment comes, and a job is due, after this
    /// many of the clock's seconds.
    @Test(arguments: [(1.0, 0.5, 90.0), (1, 90, 0.5), (1000, 500, 900), (1, 90, 90), (1, -1, 0.5)])
    func `the leader rests until something is due`(speed: Double, job: Double, turn: Double) async throws {
        try await Scene.lend { scene in
            let term = try await scene.lead()
            let connection = try await Connection.open(scene.configuration)
            _ = try await connection.query(
                """
                SELECT set_config('relance.now', '', false), set_config('relance.clock_speed', $1, false),
                       set_config('relance.clock_start', '2026-06-01', false),
                       set_config('relance.clock_origin', clock_timestamp()::text, false)
                """,
                [.text("\(speed)")]
            )
            _ = try await connection.query(
                """
                INSERT INTO queue.delayed (id, run_at, enqueued_at, queue, kind, payload)
                VALUES (1, clock.now() + $1 * interval '1 second', clock.now(), 'email', 'k', '{}')
                """,
                [.double(job)]
            )
            _ = try await connection.query(
                "INSERT INTO automation.turns VALUES ('w', 1, clock.now() + $1 * interval '1 second')",
                [.double(turn)]
            )
            let rest = try await connection.one(LookForServices(term: term)).rest
            let soonest = [job, turn].filter { $0 > 0 }.map { $0 / speed }.filter { $0 <= 1 }.min()
            // Time passes between writing and looking, on a slow machine perhaps all of it.
            #expect(rest ?? .zero <= .seconds(soonest ?? 0))
            #expect(soonest != nil || rest == nil)
            await connection.close()
        }
    }

    @Test func `the leader rests until a worker's heartbeat ends`() async throws {
        try await Scene.lend { scene in
            try await scene.beat(expiry: .seconds(60))
            let rest = try #require(try await scene.pool.one(LookForServices(term: try await scene.lead())).rest)
            #expect(.seconds(1) < rest && rest <= .seconds(60))
        }
    }

    @Test func `whoever does not lead any more sees nothing`() async throws {
        try await Scene.lend { scene in
            let term = try await scene.lead()
            let refusal = await refusal { _ = try await scene.pool.run(LookForServices(term: term - 1)) }
            #expect(refusal?.isTermOver == true)
        }
    }

    @Test func `a worker sees where jobs wait, and where suspects do`() async throws {
        try await Scene.lend { scene in
            func seen() async throws -> [String] {
                try await scene.pool.run(LookForJobs(["email", "automation", "gone"])).map {
                    "\($0.queue) \($0.isWaiting) \($0.hasSuspects)"
                }.sorted()
            }
            #expect(try await seen() == ["automation false false", "email false false"])
            try await scene.enqueue()
            #expect(try await seen() == ["automation false false", "email true false"])

            _ = try await scene.claim()
            try await scene.rescue()
            #expect(try await seen() == ["automation false false", "email false true"])
            try await scene.enqueue(priority: 5)
            #expect(try await seen() == ["automation false false", "email true true"])
            _ = try await scene.rows("SELECT queue.pause('email', 'a test')")
            #expect(try await seen() == ["automation false false"])
        }
    }
}
