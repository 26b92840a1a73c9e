import Automation
import Testing

struct StepGraphTests {
    @Test func `an if without else goes on with the following step`() throws {
        let steps = try #require(
            try workflow(
                """
                workflow: w
                steps:
                  - send_email: ebook-link
                  - if: { clicked_email: ebook-link }
                    then: [end]
                  - send_email: ebook-reminder
                """
            )
        ).steps

        #expect(steps.map(\.id) == ["send-ebook-link", "if-clicked-email-ebook-link", "end", "send-ebook-reminder"])
        #expect(steps[0].next == "if-clicked-email-ebook-link")
        let clicked = EventTest(
            "email_clicked",
            where: [FieldTest("email", .equals(.text("ebook-link")))],
            since: .enrollment
        )
        #expect(
            steps[1].action
                == .branch(Branch([.init(.event(clicked), to: "end")], otherwise: .go(to: "send-ebook-reminder")))
        )
        #expect(steps[2].action == .end(reason: nil))
    }

    @Test func `both ways of an if meet again at the following step`() throws {
        let steps = try #require(
            try workflow(
                """
                workflow: w
                steps:
                  - id: which
                    if: { country: FR }
                    then:
                      - add_to_list: customers
                    else:
                      - add_to_list: attendees
                      - wait: 1 hour
                  - wait: 2 days
                """
            )
        ).steps

        #expect(
            steps.map(\.id) == [
                "which", "add-to-list-customers", "add-to-list-attendees", "wait-1-hour", "wait-2-days",
            ]
        )
        #expect(steps[0].successors == ["add-to-list-customers", "add-to-list-attendees"])
        #expect(steps.dropFirst().map(\.next) == ["wait-2-days", "wait-1-hour", "wait-2-days", nil])
    }

    @Test func `branches without else end when none matches, with else they go on`() throws {
        let text = """
            workflow: w
            steps:
              - id: persona
                branches:
                  - if: { country: FR }
                    then: [{ wait: 1 day }]
                  - if: { country: US }
                    then: []
            """

        let without = try #require(try workflow(text)).steps
        let with = try #require(try workflow(text + "\n    else: [end]\n  - wait: 2 days")).steps

        #expect(without[0].otherwise == .end)
        #expect(without[0].targets == ["wait-1-day", nil])
        #expect(with[0].otherwise == .go(to: "end"))
        #expect(with[0].targets == ["wait-1-day", "wait-2-days"])
    }

    @Test func `blocks inside blocks meet where the outer block does`() throws {
        let steps = try #require(
            try workflow(
                """
                workflow: w
                steps:
                  - id: outer
                    if: { country: FR }
                    then:
                      - id: inner
                        if: { city: Paris }
                        then: [{ wait: 1 day }]
                  - wait: 2 days
                """
            )
        ).steps

        #expect(steps.map(\.id) == ["outer", "inner", "wait-1-day", "wait-2-days"])
        #expect(steps[1].successors == ["wait-1-day", "wait-2-days"])
        #expect(steps[2].next == "wait-2-days")
    }

    @Test func `waits alike need no names, wherever they stand`() throws {
        let steps = try #require(
            try workflow(
                """
                workflow: w
                steps:
                  - wait: 3 days
                  - { id: wait-3-days-2, wait: 1 day }
                  - if: { country: FR }
                    then:
                      - wait: 3 days
                    else:
                      - wait: 3 days
                  - wait: 3 days
                """
            )
        ).steps

        #expect(
            steps.map(\.id) == [
                "wait-3-days", "wait-3-days-2", "if-country-fr", "wait-3-days-3", "wait-3-days-4", "wait-3-days-5",
            ]
        )
        #expect(
            steps.map(\.next).dropLast() == [
                "wait-3-days-2", "if-country-fr", "wait-3-days-5", "wait-3-days-5", "wait-3-days-5",
            ]
        )
    }

    @Test func `an end written twice with the same words is one step`() throws {
        let steps = try #require(
            try workflow(
                """
                workflow: w
                steps:
                  - if: { country: FR }
                    then: [end]
                  - if: { country: US }
                    then: [{ end: not our market }]
                  - if: { country: JP }
                    then: [end]
                  - wait: 1 day
                """
            )
        ).steps

        #expect(steps.count { if case .end = $0.action { true } else { false } } == 2)
        #expect(steps.contains { $0.id == "end-not-our-market" && $0.action == .end(reason: "not our market") })
    }

    @Test func `clearing a property and setting it to nothing are the same`() throws {
        let steps = try #require(
            try workflow(
                """
                workflow: w
                steps:
                  - clear: [lead_status, nurturing]
                  - set: { lead_status: , score: 5, company.industry: Gardens }
                """
            )
        ).steps

        #expect(
            steps[0].action
                == .perform(.set([.clear(PropertyReference("lead_status")), .clear(PropertyReference("nurturing"))]))
        )
        #expect(
            steps[1].action
                == .perform(
                    .set([
                        .clear(PropertyReference("lead_status")), .assign(PropertyReference("score"), .number(5)),
                        .assign(PropertyReference("industry", of: .company), .text("Gardens")),
                    ])
                )
        )
    }
}

extension Step {
    fileprivate var otherwise: Branch.Otherwise? {
        if case .branch(let branch) = action { branch.otherwise } else { nil }
    }

    fileprivate var targets: [StepID?] {
        if case .branch(let branch) = action { branch.arms.map(\.target) } else { [] }
    }
}
