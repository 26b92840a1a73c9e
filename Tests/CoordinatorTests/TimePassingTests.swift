import Automation
import Foundation
import Postgres
import TestStage
import TestSupport
import Testing

/// Time is also a cause: a contact who begins or ceases to match because a span has passed is noticed at that moment.
@Suite struct TimePassingTests {
    /// A workflow with one e-mail, for contacts who meet a condition.
    private func publish(
        _ condition: String,
        rules: String = "",
        steps: String = "  - send_email: one",
        on stage: Stage
    ) async throws {
        let workflow = """
            workflow: sample
            enroll:
              when:
                - \(condition)
              again: always
            \(rules)
            steps:
            \(steps)
            """
        let (path, email) = Sample.email("one")
        let properties = "contact: { renewal: instant, trial_ends: date }"
        try await stage.publish([
            "workflows/sample.yaml": workflow, path: email, "properties.yaml": properties,
        ])
    }

    private func sentAt(_ stage: Stage) -> [String] { stage.postbox.mail.map(\.at) }

    @Test(.row("T1"))
    func `thirty days without a visit enroll, at the end of the thirtieth, and again after the next visit`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await publish("event: { name: page_viewed, within: 30 days, count: { exactly: 0 } }", on: stage)
            let visitor = try await stage.contact("ada@example.com")
            try await stage.event("page_viewed", of: visitor)
            try await stage.run(until: "2026-03-05T12:00:00Z")
            #expect(sentAt(stage) == [])
            try await stage.event("page_viewed", of: visitor)

            try await stage.run(until: "2026-06-01T00:00:00Z")
            // Days are counted in Paris, where the clocks have changed in the meantime.
            #expect(sentAt(stage) == ["2026-04-04T11:00:00Z"])

            try await stage.event("page_viewed", of: visitor)
            try await stage.run(until: "2026-08-01T00:00:00Z")
            #expect(sentAt(stage) == ["2026-04-04T11:00:00Z", "2026-07-01T00:00:00Z"])
            #expect(try await stage.sql("SELECT FROM automation.turns").isEmpty)
        }
    }

    @Test func `who was there before the workflow is foreseen as well`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.contact("ada@example.com")
            try await publish("created_at: { older_than: 3 days }", on: stage)

            try await stage.run(until: "2026-04-01T00:00:00Z")

            #expect(sentAt(stage) == ["2026-03-05T10:00:00Z"])
        }
    }

    @Test func `a date to come enrolls when it comes`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await publish("renewal: { in_last: 7 days }", on: stage)
            try await stage.contact("ada@example.com")
            try await stage.sql(#"UPDATE crm.contacts SET properties = '{"renewal": "2026-03-20T09:00:00Z"}'"#)

            try await stage.run(until: "2026-05-01T00:00:00Z")

            #expect(sentAt(stage) == ["2026-03-20T09:00:00Z"])
        }
    }

    @Test func `three days before a trial ends begin at midnight where the contact lives`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await publish("trial_ends: { in_next: 3 days }", on: stage)
            try await stage.contact("ada@example.com")
            try await stage.sql(
                #"UPDATE crm.contacts SET time_zone = 'America/New_York', properties = '{"trial_ends": "2026-03-20"}'"#
            )

            try await stage.run(until: "2026-05-01T00:00:00Z")

            #expect(sentAt(stage) == ["2026-03-17T04:00:00Z"])
        }
    }

    @Test func `a contact who moves has other days from then on`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await publish("trial_ends: today", on: stage)
            try await stage.contact("ada@example.com")
            try await stage.sql(#"UPDATE crm.contacts SET properties = '{"trial_ends": "2026-03-20"}'"#)
            try await stage.run(until: "2026-03-19T12:00:00Z")

            try await stage.sql("UPDATE crm.contacts SET time_zone = 'Asia/Tokyo'")
            try await stage.run(until: "2026-05-01T00:00:00Z")

            #expect(sentAt(stage) == ["2026-03-19T15:00:00Z"])
        }
    }

    @Test(.row("P10")) func `a goal that time alone fulfils ends the walk in the middle of a delay`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let steps = "  - wait: 90 days\n  - send_email: one"
            try await publish(
                "contact_created: yes",
                rules: "goal: { created_at: { older_than: 10 days } }",
                steps: steps,
                on: stage
            )
            let contact = try await stage.contact("ada@example.com")

            try await stage.run(until: "2026-03-12T10:00:01Z")

            #expect(try await stage.endReason(of: contact) == "goal met")
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `the end of one walk enrolls in the workflow that waits for it`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let first = "workflow: first\nenroll:\n  when: { form_submitted: start }\nsteps:\n  - wait: 2 days"
            let second = """
                workflow: second
                enroll:
                  when:
                    - all: [{ in_list: behind }, { not: { in_workflow: first } }]
                  unless: { in_workflow: first }
                steps:
                  - send_email: one
                """
            let (path, email) = Sample.email("one")
            try await stage.publish([
                "workflows/first.yaml": first, "workflows/second.yaml": second, path: email,
                Sample.lists.0: Sample.lists.1,
            ])
            let contact = try await stage.contact("ada@example.com")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
            try await stage.work()
            try await stage.sql("SELECT crm.add_to_list('behind', ARRAY[$1::bigint])", [.integer(contact.rawValue)])

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(sentAt(stage) == ["2026-03-04T10:00:00Z"])
            #expect(try await stage.violations() == [])
        }
    }
}
