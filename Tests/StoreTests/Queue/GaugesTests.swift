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

    @Test func `nobody else is: each number is there once`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.lead()
            try await scene.enqueue()
            #expect(try await gauges(scene, to: "standby").isEmpty)
        }
    }
}
