import Postgres
import Store
import Testing

/// Who is told of new jobs, and when nobody is.
struct WakeTests {
    /// The channels on which something was heard while `body` ran.
    private func heard(in scene: Scene, _ body: () async throws -> Void) async throws -> Set<String> {
        let ear = try await Connection.open(scene.configuration)
        let channels = ["email", "automation"].map(ListenForJobs.channel)
        _ = try await ear.listen(to: channels + ["end"])
        try await body()
        _ = try await scene.rows("SELECT pg_notify('end', '')")
        var heard: Set<String> = []
        while let notification = try await ear.nextNotification(within: .seconds(30)), notification.channel != "end" {
            heard.insert(notification.channel)
        }
        await ear.close()
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

    @Test func `nobody is told while the notification queue fills: a hint shall make no commit fail`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.pool.run(ListenForJobs("w", of: "email", true))
            let producer = try await Connection.open(scene.configuration)
            try await producer.execute("CREATE SCHEMA filling; SET search_path = filling, pg_catalog")
            for (usage, isTold) in [("0.4", true), ("0.6", false)] {
                try await producer.execute(
                    """
                    CREATE OR REPLACE FUNCTION filling.pg_notification_queue_usage() RETURNS double precision
                    LANGUAGE sql AS 'SELECT \(usage)::double precision'
                    """
                )
                let heard = try await heard(in: scene) { try await producer.execute("SELECT queue.wake('{email}')") }
                #expect(heard == (isTold ? ["relance email"] : []))
            }
            await producer.close()
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
