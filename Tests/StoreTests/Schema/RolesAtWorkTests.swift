import Automation
import Postgres
import Testing

/// What a user with each role can do, and what the database refuses.
struct RolesAtWorkTests {
    /// Would make a workflow react to something that never happened.
    private static let forgery = """
        INSERT INTO crm.changes (contact_id, at, kind, names, data)
        VALUES (1, now(), 'asked', '{w}', '{"ask": "enroll", "by": "the director", "reason": "x"}')
        """

    private static let refused: [String: [String]] = [
        "api": [
            forgery, "DELETE FROM crm.changes", "INSERT INTO crm.stage_history VALUES (1, 'lead', now())",
            "SELECT FROM automation.enrollments", "SELECT automation.leave('{1}', '{x}')",
        ],
        "integration": [
            forgery, "DELETE FROM crm.changes", "INSERT INTO crm.stage_history VALUES (1, 'lead', now())",
            "SELECT automation.give_up('{1}', '{x}')",
        ],
        "worker": [
            "DELETE FROM queue.done", "UPDATE queue.done SET note = 'x'", "DELETE FROM queue.attempts",
            "DELETE FROM queue.dead", "SELECT FROM queue.audit", "DELETE FROM queue.audit",
            "UPDATE automation.history SET detail = 'x'", "DELETE FROM automation.history",
            "INSERT INTO messaging.consent_events (contact_id) VALUES (1)",
            "UPDATE messaging.consent_events SET given = true", "DELETE FROM messaging.consent_events",
            "DELETE FROM messaging.suppressions", "DELETE FROM crm.contacts", "DELETE FROM crm.changes",
            "UPDATE queue.queues SET paused_at = NULL, paused_reason = NULL", "UPDATE queue.leaders SET term = 9",
            "UPDATE automation.workflows SET state = 'active'", "DELETE FROM relance.migrations",
            "TRUNCATE queue.ready", "DROP TABLE queue.ready", "SELECT queue.lead('coordinator', 'w', '1 hour')",
            "SELECT queue.pause('email', 'x')", "SELECT automation.forget('jobs', '1 day')",
            "SELECT automation.unenroll('w', 1)", forgery, "UPDATE crm.stage_history SET left_at = now()",
        ],
        "coordinator": [
            "DELETE FROM queue.done", "DELETE FROM queue.attempts", "DELETE FROM queue.dead",
            "DELETE FROM queue.audit", "DELETE FROM automation.history", "DELETE FROM messaging.consent_events",
            "UPDATE messaging.consent_events SET given = true", "DELETE FROM messaging.deliveries",
            "SELECT FROM messaging.messages", "DELETE FROM messaging.suppressions", "DELETE FROM crm.contacts",
            "UPDATE queue.queues SET paused_at = NULL, paused_reason = NULL", "UPDATE queue.gated SET run_at = now()",
            "UPDATE automation.workflows SET state = 'active'", "DELETE FROM automation.workflow_versions",
            "SELECT queue.claim('email', 1, 'w', gen_random_uuid())", "SELECT queue.finish('{}', '{}', '{}')",
            "SELECT automation.apply_workflow('w', '{}', '')", "SELECT messaging.suppress('{}', 'x')",
            "SELECT queue.pause('email', 'x')", "SELECT automation.pause('w', 'x')",
        ],
        "operator": [
            "DELETE FROM queue.delayed", "DELETE FROM queue.dead", "UPDATE queue.delayed SET run_at = now()",
            "INSERT INTO queue.ready SELECT * FROM queue.ready", "UPDATE queue.queues SET per_second = 1",
            "DELETE FROM queue.audit", "UPDATE queue.audit SET applied_by = 'somebody else'",
            "INSERT INTO queue.audit (verb, subject, matched) VALUES ('cancel', '{}', 0)",
            "UPDATE automation.workflows SET state = 'off'", "INSERT INTO crm.changes (contact_id) VALUES (1)",
            "DELETE FROM messaging.suppressions", "DELETE FROM messaging.consent_events",
            "SELECT queue.take_previewed(1)", "SELECT queue.cancel_previewed(1, 'x')", "SELECT queue.uncancel(1)",
            "SELECT queue.note_action('pause', 'email', 'x', true)", "SELECT queue.withdraw('{1}', 'cancelled', 'x')",
            "SELECT automation.forget('events', '1 day')", "SELECT queue.place('[]')",
            "SELECT queue.claim('email', 1, 'w', gen_random_uuid())",
            "SELECT queue.finish('{}', '{}', '{}')", "SELECT queue.beat('w', 'h', 1, '{}', '1 s')",
            "SELECT messaging.forgo('{}', '{}')", "SELECT queue.lead('coordinator', 'x', '1 hour')",
        ],
        "reader": [
            "SELECT payload FROM queue.jobs", "SELECT payload FROM queue.delayed", "SELECT payload FROM queue.dead",
            "SELECT payload FROM queue.audit_jobs", "SELECT subject FROM queue.audit", "SELECT FROM crm.contacts",
            "SELECT FROM crm.events", "SELECT FROM messaging.messages", "SELECT FROM messaging.deliveries",
            "SELECT automation.timeline(1)", "SELECT queue.roll_leaves()",
        ],
    ]

    @Test(arguments: refused.keys.sorted())
    func `what a role has no need of is refused`(role: String) async throws {
        try await Scene.lend { scene in
            try await scene.signIn(as: role) { session in
                for act in Self.refused[role] ?? [] {
                    let refusal = await refusal { try await session.execute(act) }
                    #expect(refusal?.sqlstate == "42501", "\(role): \(act)")
                }
            }
        }
    }

    @Test func `an operator cancels jobs by a verb that writes down who signed in, and in no other way`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue(after: 60)[0]
            try await scene.signIn(as: "operator") { session in
                let byHand = await refusal { try await session.execute("DELETE FROM queue.delayed WHERE id = \(job)") }
                #expect(byHand?.sqlstate == "42501")

                for act in ["preview('cancel', '{\"id\": \(job)}')", "apply(1, 'off')", "undo(1, 'on again')"] {
                    try await session.execute("SELECT queue.\(act)")
                }
            }
            #expect(try await scene.place() == "delayed")
            let signed = "concat_ws(' ', verb, changed, restored, previewed_by, applied_by, undone_by) FROM queue.audit"
            #expect(
                try await scene.texts(signed) == ["cancel 1 1 relance_operator relance_operator relance_operator"]
            )
        }
    }

    @Test func `an integration may take a contact out of a workflow, and import contacts`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact()
            _ = try await scene.enroll([contact])
            try await scene.signIn(as: "integration") { session in
                try await session.execute(
                    """
                    SELECT automation.unenroll('welcome', \(contact.rawValue));
                    CREATE TEMP TABLE imported_rows AS
                    SELECT 2 AS line, NULL::text AS problem, '["bob@example.org", "two"]'::jsonb AS cells;
                    SELECT crm.import_contacts('{email,score}'), max(version) FROM relance.migrations
                    """
                )
            }
            let asked = "data ->> 'by' FROM crm.changes WHERE kind = 'asked'"
            #expect(try await scene.texts(asked) == ["relance_integration"])
            #expect(try await scene.count("crm.contacts") == 2)
        }
    }
}

extension Scene {
    /// A session of a user who has only this role.
    func signIn(as role: String, _ body: (Connection) async throws -> Void) async throws {
        try await inSession { session in
            try await session.execute("SET SESSION AUTHORIZATION relance_\(role)")
            try await body(session)
        }
    }
}
