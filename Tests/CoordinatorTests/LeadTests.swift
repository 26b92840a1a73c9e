import Coordinator
import Foundation
import Postgres
import Store
import Telemetry
import TestStage
import TestSupport
import Testing

/// What keeps the lead, and what a leader may do.
struct LeadTests {
    @Test func `services that hold every connection do not cost the coordinator its lead`() async throws {
        try await TestDatabase.lend { database in
            let pool = Pool(database.configuration, size: 1, waitMax: .milliseconds(50))
            let configuration = Coordinator.Configuration(name: "c", workspaceZone: .paris)
            let coordinator = Coordinator(pool: pool, configuration: configuration, observer: .silent)
            try await pool.withConnection { _ in
                let term = try await coordinator.takeLead()
                #expect(term == 1)
            }
            await pool.close()
        }
    }

    @Test func `a leader that has only just begun to lead takes nothing back`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            _ = try await stage.begin("  - wait: 1 day")
            try await stage.atPresent { pool in
                let coordinator = stage.coordinator(on: pool)
                let fresh = try #require(try await coordinator.takeLead())
                while try await coordinator.turn(term: fresh) > 0 {}
                let claim = ClaimJobs(from: "automation", limit: 1, worker: "doomed", nonce: UUID())
                #expect(try await pool.run(claim).count == 1)

                #expect(try await coordinator.turn(term: fresh) == 0)
                #expect(try await pool.query("SELECT FROM queue.running").count == 1)

                let settled = try await coordinator.takeLeadForLong(on: pool)
                #expect(try await coordinator.turn(term: settled) == 1)
                #expect(try await pool.query("SELECT FROM queue.running").isEmpty)
            }
        }
    }
}
