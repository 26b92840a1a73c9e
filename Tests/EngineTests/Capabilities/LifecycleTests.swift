import Automation
import Definitions
import Foundation
import Postgres
import Store
import TestStage
import TestSupport
import Testing

/// A stage moves forward, and back only on request. The moments of its changes are known.
struct LifecycleTests {
    private static let start = "2026-03-02T10:00:00Z"

    private func sample(_ steps: String) -> String {
        "workflow: sample\nenroll: { when: { form_submitted: start } }\nsteps:\n\(steps)"
    }

    private func stages(on stage: Stage) async throws -> [String] {
        try await stage.work()
        return try await stage.sql("SELECT coalesce(lifecycle_stage::text, '–') AS it FROM crm.contacts ORDER BY id")
            .map { try $0.text("it") }
    }

    @Test(
        .row("L2"),
        arguments: [
            ("subscriber", ["subscriber", "lead", "mql", "sql"]), ("mql", ["mql", "mql", "mql", "sql"]),
            ("customer", ["customer", "customer", "customer", "customer"]),
        ]
    )
    func `an import and a workflow set a later stage only`(set: String, expected: [String]) async throws {
        for isImport in [true, false] {
            try await Stage.play(from: Self.start) { stage in
                try await stage.publish(sample("  - set: { lifecycle_stage: \(set) }"))
                let people = [nil, "lead", "mql", "sql"]
                for (index, level) in people.enumerated() {
                    let one = try await stage.contact("p\(index)@example.com", stage: level)
                    if !isImport { try await stage.event("form_submitted", #"{"form": "start"}"#, of: one) }
                }
                if isImport {
                    try await bring(people.indices.map { "p\($0)@example.com,\(set)" }, to: stage)
                }
                #expect(try await stages(on: stage) == expected)
            }
        }
    }

    private func bring(_ lines: [String], to stage: Stage) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
        try Data((["email,lifecycle_stage"] + lines).joined(separator: "\n").utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await stage.atPresent { pool in
            _ = try await pool.withConnection { try await ImportContacts($0).run(file: file, .init()) }
        }
    }

    @Test(.row("L3", "L5")) func `back goes who is set by hand, by the API, or by a workflow that clears first`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(sample("  - clear: lifecycle_stage\n  - set: { lifecycle_stage: lead }"))
            for name in ["hand", "api", "workflow"] { try await stage.contact("\(name)@example.com", stage: "sql") }
            #expect(try await stages(on: stage) == ["sql", "sql", "sql"])

            try await stage.change(ContactID(rawValue: 1), "lifecycle_stage = 'mql'")
            let api = #"[{"type": "identify", "email": "api@example.com", "traits": {"lifecycle_stage": "mql"}}]"#
            try await stage.sql("SELECT crm.ingest($1)", [.json(api)])
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ContactID(rawValue: 3))
            #expect(try await stages(on: stage) == ["mql", "mql", "lead"])
        }
    }

    @Test(.row("L4")) func `the stages are what they are; others are a property of one's own, which has an order, too`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let stages = "{ type: choice, options: [visitor, trial, paying], ordered: yes }"
            for wrong in ["contact: { lifecycle_stage: \(stages) }", sample("  - set: { lifecycle_stage: trial }")] {
                await #expect(throws: InvalidDefinitions.self) { try await stage.publish(wrong) }
            }
            try await stage.publish(
                "contact: { product_stage: \(stages) }",
                Stage.greeting("{ product_stage: { at_least: trial } }")
            )
            for own in ["visitor", "trial", "paying"] {
                let one = try await stage.contact("\(own)@example.com")
                try await stage.change(one, #"properties = '{"product_stage": "\#(own)"}'"#)
            }
            #expect(try await stage.sent() == ["hello to paying", "hello to trial"])
        }
    }

    @Test(.row("L7")) func `stages are dated, so that it is known who is next, and how long the way was`() async throws
    {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(sample("  - send_email: hello"))
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ada)
            for (day, level) in [("05", "lead"), ("12", "mql"), ("20", "sql"), ("28", "customer")] {
                try await stage.run(until: "2026-03-\(day)T10:00:00Z")
                try await stage.change(ada, "lifecycle_stage = '\(level)'")
                if ["05", "12"].contains(day) { try await stage.change(bob, "lifecycle_stage = '\(level)'") }
            }
            for (question, answer) in Self.questions {
                let found = try await stage.sql("SELECT (\(question))::text AS it")
                #expect(try found.map { try $0.optionalText("it") } == [answer], "\(question)")
            }
        }
    }

    private static let questions = [
        // Which contacts got no marketing?
        (
            """
            SELECT email FROM crm.contacts AS c WHERE NOT EXISTS
                (SELECT FROM messaging.deliveries AS d WHERE d.contact_id = c.id AND d.state = 'sent')
            """, "bob@example.com"
        ),
        // Which contacts are to be handed to sales?
        (
            """
            SELECT email FROM crm.stage_history AS s JOIN crm.contacts AS c ON c.id = contact_id
            WHERE stage = 'mql' AND left_at IS NULL
            """, "bob@example.com"
        ),
        // How long did a contact stay in that stage, and how long from stranger to customer?
        (
            "SELECT left_at - entered_at FROM crm.stage_history WHERE stage = 'mql' AND left_at IS NOT NULL", "P8D"
        ),
        (
            """
            SELECT entered_at - created_at FROM crm.stage_history JOIN crm.contacts AS c ON c.id = contact_id
            WHERE stage = 'customer'
            """, "P26D"
        ),
    ]

    @Test(.row("L8")) func `a customer gets nothing that is meant for leads, nor does who becomes one on the way`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                """
                workflow: leads
                enroll:
                  when: { contact_created: yes }
                  unless: { lifecycle_stage: { at_least: customer } }
                steps: [{ send_email: one }, { wait: 3 days }, { send_email: two }]
                """
            )
            for level in ["lead", "customer", "evangelist"] {
                try await stage.contact("\(level)@example.com", stage: level)
            }
            let bought = try await stage.contact("bought@example.com", stage: "sql")
            #expect(try await stage.sent() == ["one to bought", "one to lead"])

            try await stage.change(bought, "lifecycle_stage = 'customer'")
            try await stage.run(until: "2026-03-10T00:00:00Z")
            #expect(try await stage.sent() == ["one to bought", "one to lead", "two to lead"])
        }
    }
}
