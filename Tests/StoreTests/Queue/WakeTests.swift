import Postgres
import Store
import Testing

/// Which listeners are notified of new jobs, and when none is.
struct WakeTests {
    /// The channels on which a notification came while `body` ran.
    private func heard(in scene: Scene, _ body: () async throws -> Void) async throws -> Set<String> {
        let listener = try await Connection.open(scene.configuration)
        let channels = ["email", "automation"].map(ListenForJobs.channel) + [ListenAsLeader.channel]
        _ = try await listener.listen(to: channels + ["end"])
        try await body()
        _ = try await scene.rows("SELECT pg_notify('end', '')")
        var heard: Set<String> = []
        while let notification = try await listener.nextNotification(within: .seconds(30)),
            notification.channel != "end"
        {
            heard.insert(notification.channel)
        }
        await listener.close()
        return heard
    }

    @Test func `nobody is told while nobody listens`() async throws {
        try await Scene.lend { scene in
            let heard = try await heard(in: scene) {
                try await scene.enqueue(in: "email")
                try await scene.enqueue(in: "automation", after: -1)
            }
            #expect(heard == [])
        }
    }

    @Test func `who listens is told of jobs of its queue, and of no others`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.pool.run(ListenForJobs("w", of: "email", true))
            _ = try await scene.pool.run(ListenForJobs("w", of: "email", true))
            let heard1 = try await heard(in: scene) { try await scene.enqueue(in: "automation") }
            #expect(heard1 == [])
            let heard2 = try await heard(in: scene) { try await scene.enqueue(in: "email") }
            #expect(heard2 == ["relance email"])

            _ = try await scene.pool.run(ListenForJobs("w", of: "email", false))
            let heard3 = try await heard(in: scene) { try await scene.enqueue(in: "email") }
            #expect(heard3 == [])
        }
    }

    /// Replacements for what the server reports about itself, for functions called in this session.
    private static let servers: [(function: String, answer: String, isTold: Bool)] = [
        ("pg_notification_queue_usage() RETURNS double precision", "0.4::double precision", true),
        ("pg_notification_queue_usage() RETURNS double precision", "0.6::double precision", false),
        ("current_setting(text) RETURNS text", "'0'", true),
        ("current_setting(text) RETURNS text", "'10'", false),
    ]

    @Test(arguments: servers)
    func `nobody is told while the notification queue fills, or transactions may be prepared: a hint fails no commit`(
        function: String,
        answer: String,
        isTold: Bool
    ) async throws {
        try await Scene.lend { scene in
            let producer = try await Connection.open(scene.configuration)
            try await producer.execute("CREATE SCHEMA filling; SET search_path = filling, pg_catalog")
            try await producer.execute("CREATE FUNCTION filling.\(function) LANGUAGE sql AS $$ SELECT \(answer) $$")
            #expect(try await producer.one(ListenForJobs("w", of: "email", true)) == isTold)
            let heard = try await heard(in: scene) { try await producer.execute("SELECT queue.wake('{email}')") }
            #expect(heard == (isTold ? ["relance email"] : []))
            await producer.close()
        }
    }

    @Test func `a leader that listens is told of what there is for it, and of nothing else`() async throws {
        try await Scene.lend { scene in
            let contact = "INSERT INTO crm.contacts (email) VALUES ('ada@example.com')"
            func isTold(_ body: () async throws -> Void) async throws -> Bool {
                try await heard(in: scene, body) == [ListenAsLeader.channel]
            }
            let term = try await scene.lead()
            #expect(try await !isTold { _ = try await scene.rows(contact) })

            #expect(try await scene.pool.one(ListenAsLeader(term: term, true)))
            #expect(try await isTold { _ = try await scene.rows("UPDATE crm.contacts SET score = 7") })
            #expect(try await isTold { try await scene.enqueue(gate: "send") })
            #expect(try await !isTold { _ = try await scene.rows("UPDATE crm.contacts SET score = 7") })
            #expect(try await !isTold { try await scene.enqueue() })
            #expect(try await !isTold { try await scene.enqueue(after: 60) })

            _ = try await scene.pool.run(ListenAsLeader(term: term, false))
            #expect(try await !isTold { _ = try await scene.rows("UPDATE crm.contacts SET score = 8") })
        }
    }

    @Test func `a leader is told of a job that is due sooner than it may rest`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.pool.one(ListenAsLeader(term: try await scene.lead(), true))
            let clock = """
                SELECT set_config('relance.now', '', false), set_config('relance.clock_speed', '86400', false),
                       set_config('relance.clock_start', '2026-06-01', false),
                       set_config('relance.clock_origin', clock_timestamp()::text, false)
                """
            for (wait, isTold) in [("1 hour", true), ("23 hours", true), ("25 hours", false)] {
                let heard = try await heard(in: scene) {
                    let producer = try await Connection.open(scene.configuration)
                    try await producer.execute(clock)
                    _ = try await producer.query(
                        "SELECT queue.place(jsonb_build_array(jsonb_build_object('queue', 'email', 'kind', 'send', 'run_at', clock.now() + $1::interval)))",
                        [.literal(wait)]
                    )
                    await producer.close()
                }
                #expect(heard == (isTold ? [ListenAsLeader.channel] : []), "\(wait)")
            }
        }
    }

    @Test func `a new leader has not asked to be told`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.pool.one(ListenAsLeader(term: try await scene.lead(), true))
            _ = try await scene.pool.run(StepDown(from: "coordinator", as: "leader"))
            _ = try await scene.pool.run(TakeLead(of: "coordinator", as: "other", lease: .seconds(60)))
            #expect(try await scene.texts("listens FROM queue.leaders") == ["false"])
        }
    }

    @Test func `jobs that fall due or pass their gate are told of, too`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.pool.run(ListenForJobs("w", of: "email", true))
            try await scene.enqueue(in: "email", after: 60)
            let gated = try await scene.enqueue(in: "email", gate: "send")
            let released = try await heard(in: scene) { try await scene.release(gated) }
            #expect(released == ["relance email"])
            try await scene.later(61) { later in
                let heard4 = try await heard(in: later) { try await later.promote() }
                #expect(heard4 == ["relance email"])
            }
        }
    }

    @Test func `the wishes of a worker end with it`() async throws {
        try await Scene.lend { scene in
            for worker in ["w", "dead"] {
                try await scene.beat(worker)
                _ = try await scene.pool.run(ListenForJobs(worker, of: "email", true))
            }
            _ = try await scene.pool.run(SignOffWorker("w"))
            #expect(try await scene.texts("worker FROM queue.listeners") == ["dead"])
            try await scene.rescue(from: "dead")
            #expect(try await scene.count("queue.listeners") == 0)
        }
    }
}
