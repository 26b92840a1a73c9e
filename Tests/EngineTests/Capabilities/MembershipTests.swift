import Automation
import Postgres
import TestStage
import TestSupport
import Testing

/// Which contacts enter when they come to a list, a segment or a tag.
struct MembershipTests {
    private static let start = "2026-03-02T10:00:00Z"
    private static let tags = "contact: { tags: texts }"

    @Test(.row("T5")) func `joining a list, a segment or being tagged enrolls, whatever joins whom`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                Stage.greeting("{ joins_list: fair }", with: "listed"),
                Stage.greeting("{ joins_segment: french }", with: "french"),
                Stage.greeting("{ tags: press }", with: "press"),
                "workflow: webinar\nenroll: { when: { form_submitted: webinar } }\nsteps: [{ add_to_list: fair }]",
                "segment: french\ncontacts: { country: FR }",
                "lists: [fair]",
                Self.tags
            )
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            #expect(try await stage.sent() == [])

            try await stage.join("fair", ada)
            try await stage.event("form_submitted", #"{"form": "webinar"}"#, of: bob)
            try await stage.change(ada, "country = 'FR'")
            try await stage.change(bob, #"properties = '{"tags": ["press"]}'"#)
            #expect(
                Set(try await stage.sent()) == ["listed to ada", "listed to bob", "french to ada", "press to bob"]
            )
        }
    }

    @Test(.row("T11")) func `a tag that is put on enrolls; another one, or the same once more, does not`() async throws
    {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(Stage.greeting("{ tags: press }", rules: "  again: always\n"), Self.tags)
            let ada = try await stage.contact("ada@example.com")
            for (tags, times) in [
                (#"["vip"]"#, 0), (#"["vip", "Press"]"#, 1), (#"["Press"]"#, 1), ("[]", 1), (#"["press"]"#, 2),
            ] {
                try await stage.change(ada, #"properties = '{"tags": \#(tags)}'"#)
                #expect(try await stage.sent().count == times, "\(tags)")
            }
        }
    }

    private static let hot = """
        segment: hot
        contacts:
          all:
            - page_viewed: { path: { starts_with: / }, count: { at_least: 3 } }
            - form_submitted: free-trial
            - country: FR
            - company.employees: { less_than: 50 }
        """

    /// Acts that bring a contact into the segment, in any order.
    private static let steps: [@Sendable (Stage, ContactID) async throws -> Void] = [
        { stage, ada in for _ in 1...3 { try await stage.event("page_viewed", #"{"path": "/"}"#, of: ada) } },
        { stage, ada in try await stage.event("form_submitted", #"{"form": "free-trial"}"#, of: ada) },
        { stage, ada in try await stage.change(ada, "country = 'FR'") },
        { stage, ada in try await stage.change(ada, "company_id = 1") },
    ]

    @Test(.row("T6"), arguments: 0..<4)
    func `a segment takes in who meets its last criterion, whichever that is`(last: Int) async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                Stage.greeting("{ joins_segment: hot }"),
                Self.hot
            )
            try await stage.sql("INSERT INTO crm.companies (name, employees) VALUES ('Acme', 49)")
            let ada = try await stage.contact("ada@example.com")
            for (index, step) in Self.steps.enumerated() where index != last { try await step(stage, ada) }
            #expect(try await stage.sent() == [])

            try await Self.steps[last](stage, ada)
            #expect(try await stage.sent() == ["hello to ada"])
        }
    }
}
