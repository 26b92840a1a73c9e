import Automation
import Coordinator
import Foundation
import Postgres
import Store
import Telemetry
import TestStage
import TestSupport
import Testing

/// Each occurrence is judged in order, whatever batch it arrives in.
struct OccurrenceTests {
    private static let start = "2026-06-01T10:00:00Z"

    private func publish(_ stage: Stage, _ rules: String) async throws {
        try await stage.publish([
            "workflows/sample.yaml":
                "workflow: sample\nenroll:\n  when: { event: order_paid }\n\(rules)steps:\n  - wait: 10 days\n"
        ])
    }

    @Test(arguments: [
        (
            "  again: always\n",
            ["enrolled event order_paid", "not enrolled already active", "not enrolled already active"], 1
        ),
        (
            "  while_active: restart\n",
            [
                "enrolled event order_paid", "ended restarted", "enrolled event order_paid", "ended restarted",
                "enrolled event order_paid",
            ], 1
        ),
        (
            "  while_active: start another\n",
            ["enrolled event order_paid", "enrolled event order_paid", "enrolled event order_paid"], 3
        ),
        (
            "  and: { city: Lyon }\n",
            Array(repeating: "not enrolled the condition in and: is not met", count: 3), 0
        ),
    ])
    func `three occurrences before the coordinator looks are judged one by one`(
        rules: String,
        history: [String],
        active: Int
    ) async throws {
        try await Stage.play(from: Self.start) { stage in
            try await publish(stage, rules)
            let contact = try await stage.contact("ada@example.com")
            for _ in 1...3 { try await stage.event("order_paid", of: contact) }
            try await stage.work()

            #expect(try await stage.history(of: contact).filter { !$0.hasPrefix("waits") } == history)
            #expect(try await stage.sql("SELECT FROM automation.enrollments WHERE state = 'active'").count == active)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `an exit asked for between two occurrences lets the second enroll`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await publish(stage, "  again: always\n")
            let contact = try await stage.contact("ada@example.com")
            try await stage.event("order_paid", of: contact)
            try await stage.work()
            try await stage.sql("SELECT automation.unenroll('sample', 1, 'wrong')")
            try await stage.event("order_paid", of: contact)
            try await stage.work()

            #expect(
                try await stage.history(of: contact).filter { !$0.hasPrefix("waits") } == [
                    "enrolled event order_paid", "ended unenrolled: wrong (by postgres)", "enrolled event order_paid",
                ]
            )
        }
    }

    @Test func `a goal and an exclusion of version 2 end no walk of version 1, and those of version 1 do`() async throws
    {
        try await Stage.play(from: Self.start) { stage in
            func apply(_ goal: String) async throws {
                try await stage.publish([
                    "workflows/sample.yaml":
                        "workflow: sample\nenroll:\n  when: { event: order_paid }\n\(goal)\nsteps:\n  - wait: 10 days\n"
                ])
            }
            try await apply("goal: { city: Lyon }")
            let first = try await stage.contact("ada@example.com")
            try await stage.event("order_paid", of: first)
            try await stage.work()
            try await apply("goal: { language: fr }")
            let second = try await stage.contact("bob@example.com")
            try await stage.event("order_paid", of: second)
            try await stage.work()

            try await stage.sql("UPDATE crm.contacts SET language = 'fr'")
            try await stage.work()
            #expect(try await stage.endReason(of: first) == nil)
            #expect(try await stage.endReason(of: second) == "goal met")
            try await stage.sql("UPDATE crm.contacts SET city = 'Lyon'")
            try await stage.work()
            #expect(try await stage.endReason(of: first) == "goal met")
        }
    }

    @Test func `an exclusion of version 2 ends no walk of version 1, and each leaves by the on_exit of its own`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            func apply(_ unless: String, _ exit: String) async throws {
                try await stage.publish([
                    "workflows/sample.yaml":
                        "workflow: sample\nenroll:\n  when: { event: order_paid }\n  unless: \(unless)\nsteps:\n  - wait: 10 days\non_exit:\n  - set: { region: \(exit) }\n"
                ])
            }
            func region(_ contact: ContactID) async throws -> String? {
                let row = try await stage.sql(
                    "SELECT region FROM crm.contacts WHERE id = $1",
                    [.integer(contact.rawValue)]
                )
                return try row[0].optionalText("region")
            }
            try await apply("{ city: Lyon }", "first")
            let first = try await stage.contact("ada@example.com")
            try await stage.event("order_paid", of: first)
            try await stage.work()
            try await apply("{ language: fr }", "second")
            let second = try await stage.contact("bob@example.com")
            try await stage.event("order_paid", of: second)
            try await stage.work()

            try await stage.sql("UPDATE crm.contacts SET language = 'fr'")
            try await stage.work()
            #expect(try await stage.endReason(of: first) == nil)
            #expect(try await stage.endReason(of: second) == "suppressed")
            #expect(try await region(second) == "second")
            try await stage.sql("UPDATE crm.contacts SET city = 'Lyon'")
            try await stage.work()
            #expect(try await stage.endReason(of: first) == "suppressed")
            #expect(try await region(first) == "first")
        }
    }

    @Test func `definitions are read once for all batches of changes, until another edition is applied`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await publish(stage, "  again: always\n")
            let contact = try await stage.contact("ada@example.com")
            try await stage.atPresent(as: "relance_coordinator") { pool in
                let coordinator = stage.coordinator(on: pool)
                let term = try await coordinator.takeLeadForLong(on: stage.database.pool)
                func react() async throws {
                    try await stage.event("order_paid", of: contact)
                    while try await coordinator.turn(term: term) > 0 {}
                }
                try await react()
                // Whoever read them now would fail.
                try await stage.sql("REVOKE SELECT ON automation.workflow_versions FROM relance_coordinator")
                for _ in 1...3 { try await react() }
                #expect(try await stage.history(of: contact).count { $0.hasPrefix("not enrolled") } == 3)
                #expect(try await stage.sql("SELECT FROM crm.failed_changes").isEmpty)

                try await stage.sql("GRANT SELECT ON automation.workflow_versions TO relance_coordinator")
                try await publish(stage, "  while_active: restart\n")
                try await react()
                #expect(try await stage.history(of: contact).contains("ended restarted"))
            }
        }
    }

    private static let workflows = [
        "workflows/a.yaml":
            "workflow: a\nenroll:\n  when: { event: e1 }\n  again: always\ngoal: { city: Lyon }\nsteps:\n  - wait: 10 days\non_exit:\n  - set: { region: out }\n",
        "workflows/b.yaml":
            "workflow: b\nenroll:\n  when: [{ event: e1 }, { event: e2 }]\n  and: { language: fr }\n  while_active: restart\nsteps:\n  - wait: 10 days\n",
        "workflows/c.yaml":
            "workflow: c\nenroll:\n  when: { event: e2 }\n  unless: { in_list: l }\n  while_active: start another\nsteps:\n  - wait: 10 days\n",
        "workflows/d.yaml":
            "workflow: d\nenroll:\n  when: { all: [{ region: out }, { in_list: l }] }\n  again: always\nsteps:\n  - wait: 10 days\n",
        "lists.yaml": "lists: [l]\n",
    ]

    /// Statements of random writers. The same seed gives the same statements.
    private func script(_ count: Int, seed: UInt64) -> [String] {
        var luck = SplitMix(seed)
        return (0..<count).map { _ in
            let contact = Int.random(in: 1...40, using: &luck)
            return switch Int.random(in: 1...10, using: &luck) {
            case 1...3: "SELECT crm.record_event(\(contact), 'e1')"
            case 4...6: "SELECT crm.record_event(\(contact), 'e2')"
            case 7:
                "UPDATE crm.contacts SET city = CASE city WHEN 'Lyon' THEN 'Paris' ELSE 'Lyon' END WHERE id = \(contact)"
            case 8:
                "UPDATE crm.contacts SET language = CASE language WHEN 'fr' THEN 'en' ELSE 'fr' END WHERE id = \(contact)"
            case 9: "SELECT crm.add_to_list('l', '{\(contact)}')"
            default: "SELECT crm.remove_from_list('l', '{\(contact)}')"
            }
        }
    }

    /// The results for all contacts, when changes are taken in batches of this size.
    private func outcome(of script: [String], batch: Int) async throws -> [String] {
        try await TestDatabase.lend { database in
            let stage = Stage(database, at: try Date(Self.start, strategy: .iso8601))
            try await stage.publish(Self.workflows)
            for number in 1...40 { try await stage.contact("p\(number)@example.com", agrees: false) }
            try await stage.atPresent { pool in
                for statement in script { try await pool.execute(statement) }
                var configuration = Coordinator.Configuration(name: "stage", workspaceZone: .paris)
                configuration.batch = batch
                let coordinator = Coordinator(pool: pool, configuration: configuration, observer: .silent)
                let term = try await coordinator.takeLeadForLong(on: pool)
                while try await coordinator.turn(term: term) > 0 {}
            }
            let lines = try await stage.sql(
                """
                SELECT concat_ws(' ', contact_id, workflow, what, detail) AS line
                FROM automation.history ORDER BY contact_id, workflow, id
                """
            )
            let walks = try await stage.sql(
                """
                SELECT concat_ws(' ', contact_id, workflow, state, end_reason, occurrence) AS line
                FROM automation.enrollments ORDER BY contact_id, workflow, id
                """
            )
            #expect(try await stage.violations() == [])
            return try (lines + walks).map { try $0.text("line") }
        }
    }

    /// `RELANCE_TEST_CHANGES` sets their number.
    @Test func `the outcome does not depend on how changes are batched`() async throws {
        let seed = UInt64.random(in: 1...1_000_000)
        let count = ProcessInfo.processInfo.environment["RELANCE_TEST_CHANGES"].flatMap(Int.init) ?? 200
        let script = script(count, seed: seed)
        let one = try await outcome(of: script, batch: 1)
        for batch in [7, 100, 2_000] {
            let other = try await outcome(of: script, batch: batch)
            #expect(other == one, "seed \(seed), batches of \(batch)")
        }
    }
}
