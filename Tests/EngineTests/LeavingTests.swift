import Automation
import Foundation
import Postgres
import TestStage
import TestSupport
import Testing

/// Every exit from a workflow ends the enrollment immediately, withdraws its due work and runs on_exit.
@Suite struct LeavingTests {
    private let waiting = """
          - set: { lead_status: "nurtured" }
          - wait: 10 days
          - send_email: one
        """
    private let tidyUp = """
        on_exit:
          - set: { lead_status: "free" }
        """

    @Test(.row("P10")) func `a goal that is met in the middle of a delay ends the walk at once`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let rules = "goal: { lifecycle_stage: { at_least: customer } }\n" + tidyUp
            let contact = try await stage.begin(waiting, rules: rules)
            try await stage.run(until: "2026-03-04T10:00:00Z")
            try await stage.sql("UPDATE crm.contacts SET lifecycle_stage = 'customer'")

            try await stage.work()

            #expect(try await stage.endReason(of: contact) == "goal met")
            #expect(try await stage.sql("SELECT lead_status FROM crm.contacts").first?.text("lead_status") == "free")
            #expect(try await stage.sql("SELECT FROM queue.delayed").isEmpty)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `an end names the step at which it came, and what leaving did has a line of its own`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let rules = "goal: { lifecycle_stage: { at_least: customer } }\n" + tidyUp
            let ada = try await stage.begin(waiting, rules: rules)
            let bob = try await stage.contact("bob@example.com")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: bob)
            try await stage.work()
            try await stage.sql(
                "UPDATE crm.contacts SET lifecycle_stage = 'customer' WHERE id = $1",
                [.integer(ada.rawValue)]
            )

            try await stage.run(until: "2026-03-20T10:00:00Z")

            let ends = try await stage.sql(
                "SELECT contact_id, step, what, detail FROM automation.history WHERE contact_id = ANY ($1) AND (what = 'ended' OR detail LIKE '%exit%') ORDER BY contact_id, id",
                [.integers([ada.rawValue, bob.rawValue])]
            ).map { row in
                [try row.optionalText("step") ?? "-", try row.text("what"), try row.text("detail")].joined(
                    separator: " "
                )
            }
            // Ada rested before the mail, after the wait; Bob reached the end.
            #expect(
                ends == [
                    "send-one ended goal met", "- set lead_status (on exit)", "- ended completed",
                    "- set lead_status (on exit)",
                ]
            )
        }
    }

    @Test(.row("P9")) func `joining the excluded list on the way ejects at once`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let enroll = "  unless: { in_list: customers }\n" + tidyUp
            let contact = try await stage.begin(waiting, rules: enroll)
            try await stage.run(until: "2026-03-04T10:00:00Z")
            try await stage.sql("SELECT crm.add_to_list('customers', ARRAY[$1::bigint])", [.integer(contact.rawValue)])

            try await stage.work()

            #expect(try await stage.endReason(of: contact) == "suppressed")
            #expect(try await stage.violations() == [])
        }
    }

    @Test(.row("T15")) func `an operator takes a contact out with one verb, and puts one in with another`() async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let contact = try await stage.begin(waiting, rules: tidyUp)
            try await stage.run(until: "2026-03-04T10:00:00Z")
            try await stage.sql("SELECT automation.unenroll('sample', $1, 'by phone')", [.integer(contact.rawValue)])
            try await stage.work()
            #expect(try await stage.endReason(of: contact) == "unenrolled: by phone (by postgres)")

            let other = try await stage.contact("bob@example.com")
            try await stage.sql("SELECT automation.enroll('sample', $1, 'trade fair')", [.integer(other.rawValue)])
            try await stage.work()
            #expect(try await stage.history(of: other).first == "enrolled trade fair (by postgres)")
        }
    }

    @Test(.row("P10")) func `a goal already met refuses enrollment`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let rules = "goal: { lifecycle_stage: { at_least: customer } }"
            try await stage.publish(
                Dictionary(uniqueKeysWithValues: [Sample.workflow(waiting, rules: rules), Sample.email("one")])
            )
            let contact = try await stage.contact("ada@example.com", stage: "customer")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)

            try await stage.work()

            #expect(try await stage.history(of: contact) == ["not enrolled the goal is already met"])
        }
    }

    @Test func `a paused workflow enrolls nobody and rests whom it has; resumed, it goes on`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let contact = try await stage.begin("  - wait: 1 day\n  - send_email: one")
            try await stage.run(until: "2026-03-02T12:00:00Z")
            try await stage.sql("SELECT automation.pause('sample', 'typo')")
            let late = try await stage.contact("late@example.com")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: late)
            try await stage.run(until: "2026-03-03T10:30:00Z")
            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.history(of: late) == ["not enrolled the workflow is paused"])

            try await stage.sql("SELECT automation.resume('sample')")
            try await stage.run(until: "2026-03-03T10:35:00Z")

            #expect(stage.postbox.mail.count == 1)
            #expect(try await stage.endReason(of: contact) == "completed")
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `after an unsubscription nothing is sent, and the reason is one query away`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let contact = try await stage.begin("  - wait: 1 day\n  - send_email: one\n  - add_to_list: behind")
            try await stage.run(until: "2026-03-02T12:00:00Z")
            try await stage.sql("SELECT messaging.unsubscribe($1)", [.integer(contact.rawValue)])

            try await stage.run(until: "2026-03-05T00:00:00Z")

            #expect(stage.postbox.mail.isEmpty)
            let why = try await stage.sql(
                "SELECT verdict, reason FROM messaging.why_not_sent($1)",
                [.integer(contact.rawValue)]
            )
            #expect(
                try why.map { "\(try $0.text("verdict")): \(try $0.text("reason"))" } == [
                    "skip: the contact has unsubscribed"
                ]
            )
            #expect(try await stage.sql("SELECT FROM crm.list_members WHERE list = 'behind'").count == 1)
            #expect(try await stage.endReason(of: contact) == "completed")
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a missing variable blocks the send instead of greeting nobody`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(
                Dictionary(uniqueKeysWithValues: [Sample.workflow("  - send_email: one"), Sample.email("one")])
            )
            let contact = try await stage.contact("ada@example.com", firstName: "")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)

            try await stage.work()

            #expect(stage.postbox.mail.isEmpty)
            #expect(
                try await stage.history(of: contact).contains {
                    $0.hasPrefix("not sent") && $0.contains("contact.first_name")
                }
            )
        }
    }
}
