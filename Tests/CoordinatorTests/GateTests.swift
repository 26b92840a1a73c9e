import Automation
import Coordinator
import Foundation
import Postgres
import Telemetry
import TestStage
import Testing

/// A verdict of the send gate applies only to jobs that are still at the gate.
struct GateTests {
    @Test func `a send that an operator takes from its gate while it is judged is not lost, nor is its walk`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let evening = #"hours: { days: weekdays, from: "20:00", to: "21:00", zone: contact }"#
            let contact = try await stage.begin("  - send_email: one", rules: evening)
            try await stage.work()
            try await stage.sql("SELECT messaging.suppress('{ada@example.com}', 'complaint')")
            try await stage.sql("UPDATE queue.delayed SET run_at = clock.now()")
            try await stage.atPresent { pool in
                let coordinator = stage.coordinator(on: pool)
                let term = try await coordinator.takeLeadForLong(on: pool)
                try await pool.execute("SELECT queue.promote(\(term), 10)")
                try #require(try await pool.query("SELECT FROM queue.gated").count == 1)

                // Held while it reads the workflow: after it has read the waiting sends, and before it acts on them.
                let judging = try await pool.transaction { operation in
                    try await operation.execute(
                        """
                        LOCK TABLE automation.workflow_versions IN ACCESS EXCLUSIVE MODE;
                        SELECT queue.apply(action, 'later') FROM queue.preview('reschedule', '{"queue": "email"}', clock.now() + interval '1 hour')
                        """
                    )
                    let judging = Task { try await coordinator.turn(term: term) }
                    let waiting =
                        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
                    while try await pool.query(waiting).isEmpty { await Task.yield() }
                    return judging
                }
                _ = try await judging.value
                #expect(try await pool.query("SELECT FROM queue.delayed").count == 1)
            }
            #expect(try await stage.violations() == [])

            try await stage.run(until: "2026-03-02T23:00:00Z")
            #expect(try await stage.endReason(of: contact) == "completed")
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `sends that wait are counted by what they wait for`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let afternoon = #"hours: { days: weekdays, from: "14:00", to: "18:00" }"#
            _ = try await stage.begin("  - send_email: one\n    if_blocked: wait", rules: afternoon)
            try await stage.run(until: "2026-03-02T12:00:00Z")
            #expect(stage.held == [.hours: 1])

            try await stage.sql("SELECT automation.pause('sample', 'typo')")
            try await stage.run(until: "2026-03-02T13:05:00Z")
            #expect(stage.held == [.hours: 1, .paused: 1])

            try await stage.sql("SELECT messaging.suppress('{ada@example.com}', 'complaint')")
            try await stage.sql("SELECT automation.resume('sample')")
            try await stage.run(until: "2026-03-02T13:30:00Z")
            #expect(stage.held == [.hours: 1, .paused: 1, .blocked: 1])
        }
    }
}
