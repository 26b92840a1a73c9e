import Postgres
import Store
import Testing

/// The state of the cluster in numbers.
struct GaugesTests {
    private func gauges(_ scene: Scene, to holder: String = "leader") async throws -> [String: Double] {
        let gauges = try await scene.pool.run(ReadGauges(holder: holder))
        return Dictionary(
            gauges.map { gauge in
                let labels = gauge.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                return (([gauge.name] + labels).joined(separator: " "), gauge.value)
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    @Test func `the leader is told the depth of each queue, and what work is due`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.lead()
            try await scene.enqueue(6)
            try await scene.enqueue(after: 60)
            _ = try await scene.finish(try await scene.claim(2))
            _ = try await scene.claim(1)
            let gauges = try await gauges(scene)

            #expect(gauges["relance_queue_depth queue=email state=ready"] == 3)
            #expect(gauges["relance_queue_depth queue=email state=running"] == 1)
            #expect(gauges["relance_queue_depth queue=email state=delayed"] == 1)
            #expect(gauges["relance_queue_due_work_seconds queue=email"] == 1.5)
            #expect(gauges["relance_queue_due_work_seconds queue=automation"] == 0)
            #expect(gauges["relance_queue_paused queue=email"] == 0)
            #expect(gauges["relance_health check=leader"] == 1)
        }
    }

    @Test func `it is told how long a rate and triggers keep what waits for them`() async throws {
        try await Scene.lend { scene async throws in
            _ = try await scene.lead()
            _ = try await scene.rows("UPDATE queue.queues SET per_second = 0.5 WHERE name IN ('email', 'automation')")
            try await scene.enqueue(6)
            try await scene.enqueue(3, gate: "send")
            _ = try await scene.rows("INSERT INTO crm.contacts (email) VALUES ('a@example.org')")
            let waits = try await gauges(scene)
            #expect(waits["relance_rate_limit_wait_seconds queue=email"] == 18)
            #expect(waits["relance_rate_limit_wait_seconds queue=automation"] == 0)
            try await scene.later(90) { later async throws in
                let gauges = try await gauges(later)

                #expect(gauges["relance_trigger_lag_seconds"] == 90)
                #expect(gauges["relance_rate_limit_wait_seconds queue=sms"] == nil)

                _ = try await later.rows("DELETE FROM crm.changes")
                #expect(try await self.gauges(later)["relance_trigger_lag_seconds"] == 0)
            }
        }
    }

    @Test func `it is told of the schema and its tables, and of every job there ever was`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.lead()
            #expect(try await gauges(scene)["relance_jobs_enqueued_total"] == 0)
            try await scene.enqueue(3)
            _ = try await scene.finish(try await scene.claim(3))
            let gauges = try await gauges(scene)

            #expect(gauges["relance_jobs_enqueued_total"] == 3)
            let steps = try await scene.pool.query("SELECT count(*) AS count FROM relance.migrations")
            #expect(gauges["relance_schema_version"] == Double(try steps[0].int("count")))
            let tables = gauges.keys.filter { $0.hasPrefix("relance_table_dead_tuples_ratio table=") }
            #expect(
                tables.contains { $0.hasSuffix("=queue.ready") } && tables.contains { $0.hasSuffix("=queue.delayed") }
            )
            #expect(tables.count < 60, "leaves are counted with their table")
        }
    }

    @Test func `nobody else is: each number is there once`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.lead()
            try await scene.enqueue()
            #expect(try await gauges(scene, to: "standby").isEmpty)
        }
    }
}
