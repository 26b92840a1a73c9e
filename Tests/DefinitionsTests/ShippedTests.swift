import Automation
import Definitions
import Foundation
import Testing

/// The shipped files are read like those of any user.
struct ShippedTests {
    private let catalog: Catalog

    init() throws {
        catalog = try Definitions.read(folder: Fixtures.config)
    }

    @Test func `everything that ships loads without a warning`() {
        #expect(catalog.warnings == [])
        #expect(catalog.workflows.count >= 2)
    }

    @Test func `the lead magnet sends, waits a day, and reminds those who did not click (W9)`() throws {
        let workflow = try #require(catalog.workflow(named: "lead-magnet"))

        #expect(
            workflow.enroll.triggers == [
                .event(EventTrigger("form_submitted", where: [FieldTest("form", .equals(.text("ebook-watering")))]))
            ]
        )
        #expect(workflow.emails == ["ebook-link", "ebook-reminder"])
        #expect(workflow["send-ebook-link"]?.next == "wait-24-hours")
        #expect(
            workflow["if-clicked-email-ebook-link"]?.successors == ["add-to-list-ebook-readers", "send-ebook-reminder"]
        )
    }

    @Test func `the simple nurture asks before each e-mail and lowers its flag on every exit (W10)`() throws {
        let workflow = try #require(catalog.workflow(named: "simple-nurture"))
        let kinds = workflow.steps.map(\.id)

        #expect(workflow.enroll.triggers == [.filter(.segment("nurturing_simple"))])
        #expect(workflow.hours?.ranges.map(\.days) == [.weekdays])
        #expect(workflow.hours?.zone == .contact)
        #expect(
            kinds == [
                "set-nurturing-yes", "qualified-before-first", "end", "send-nurture-1", "wait-3-days",
                "qualified-before-second", "send-nurture-2", "wait-7-days", "qualified-before-third", "send-nurture-3",
            ]
        )
        #expect(workflow.onExit == [.set([.assign(PropertyReference("nurturing"), .text("no"))])])
        #expect(try catalog.resolved(workflow).filters.allSatisfy { $0.dependencies.segments.isEmpty })
    }

    @Test func `the example of the handbook loads unchanged`() throws {
        let text = """
            workflow: ebook-watering
            enroll:
              when: { form_submitted: ebook-watering }
              unless: { in_list: customers }
              again: after 30 days
            hours: { days: weekdays, from: "07:00", to: "12:00", zone: contact }
            goal: { lifecycle_stage: { at_least: customer } }
            steps:
              - send_email: ebook-link
              - wait: 2 days
              - if: { clicked_email: ebook-link }
                then: [end]
              - send_email: ebook-reminder
            on_exit:
              - set: { nurturing: "no" }
            """

        #expect(complaints(about: text) == [])
        #expect(try workflow(text)?.goal == .stage(StageTest(.atLeast, .customer)))
    }

    @Test func `each definition keeps the text it was read from`() throws {
        let source = try #require(catalog.source(of: .workflow, named: "simple-nurture"))

        #expect(source.contains("workflow: simple-nurture"))
        #expect(catalog.source(of: .email, named: "nurture-1") != nil)
        #expect(catalog.source(of: .segment, named: "nurturing_simple") != nil)
    }

    @Test func `what ships survives storage`() throws {
        for workflow in catalog.workflows {
            let stored = try JSONEncoder().encode(try catalog.resolved(workflow))
            #expect(try JSONDecoder().decode(Workflow.self, from: stored) == catalog.resolved(workflow))
        }
        for email in catalog.emails {
            let stored = try JSONEncoder().encode(email)
            #expect(try JSONDecoder().decode(EmailDefinition.self, from: stored) == email)
        }
    }
}
