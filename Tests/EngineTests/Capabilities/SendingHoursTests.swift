import Automation
import TestStage
import TestSupport
import Testing

/// The hours of a workflow, after its delays. 2026-03-02 is a Monday; Paris is an hour ahead of UTC.
struct SendingHoursTests {
    /// When an e-mail leaves that falls due two days after a moment.
    private func leaves(_ hours: String, enrolled: String) async throws -> [String] {
        var leaves: [String] = []
        try await Stage.play(from: enrolled) { stage in
            try await stage.publish(
                """
                workflow: sample
                enroll: { when: { contact_created: yes } }
                \(hours.isEmpty ? "" : "hours: \(hours)")
                steps: [{ wait: 2 days }, { send_email: hello }]
                """
            )
            try await stage.contact("ada@example.com")
            try await stage.run(until: "2026-03-31T00:00:00Z")
            #expect(try await stage.violations() == [])
            leaves = stage.postbox.mail.map(\.at)
        }
        return leaves
    }

    @Test(
        .row("P1"),
        arguments: [
            ("2026-03-04T09:00:00Z", "2026-03-06T09:00:00Z"), ("2026-03-05T09:00:00Z", "2026-03-09T09:00:00Z"),
            ("2026-03-06T09:00:00Z", "2026-03-09T09:00:00Z"), ("2026-03-07T09:00:00Z", "2026-03-09T09:00:00Z"),
        ]
    )
    func `business days go before delays: what falls on a weekend leaves on Monday`(start: String, at: String)
        async throws
    {
        #expect(try await leaves("{ days: weekdays }", enrolled: start) == [at])
    }

    @Test(
        .row("P2"),
        arguments: [
            ("{ days: weekends, from: \"08:00\", to: \"11:00\" }", "2026-03-02T09:00:00Z", "2026-03-07T09:00:00Z"),
            ("{ days: weekends, from: \"08:00\", to: \"11:00\" }", "2026-03-02T15:00:00Z", "2026-03-07T07:00:00Z"),
            ("{ days: [tue, thu] }", "2026-03-03T15:00:00Z", "2026-03-05T15:00:00Z"),
            ("{ days: [tue, thu] }", "2026-03-04T15:00:00Z", "2026-03-10T15:00:00Z"),
        ]
    )
    func `on chosen days only, and in the morning where that is asked for`(hours: String, start: String, at: String)
        async throws
    {
        #expect(try await leaves(hours, enrolled: start) == [at])
    }

    @Test(
        .row("P3"),
        arguments: [
            ("2026-03-02T04:00:00Z", "2026-03-04T06:00:00Z"), ("2026-03-02T08:30:00Z", "2026-03-04T08:30:00Z"),
            ("2026-03-02T11:00:00Z", "2026-03-05T06:00:00Z"), ("2026-03-02T17:00:00Z", "2026-03-05T06:00:00Z"),
        ]
    )
    func `what falls due outside the hours waits for the next opening`(start: String, at: String) async throws {
        #expect(try await leaves("{ days: every day, from: \"07:00\", to: \"12:00\" }", enrolled: start) == [at])
    }

    private static let ranges = """

          - { days: mon-thu, from: "09:00", to: "12:00" }
          - { days: mon-thu, from: "14:00", to: "17:00" }
          - { days: fri, from: "10:00", to: "11:00" }
        """

    @Test(
        .row("P4"),
        arguments: [
            ("", "2026-03-05T23:30:00Z", "2026-03-07T23:30:00Z"),
            ("{ days: every day, from: \"09:00\", to: \"17:00\" }", "2026-03-06T21:00:00Z", "2026-03-09T08:00:00Z"),
            (Self.ranges, "2026-03-02T10:30:00Z", "2026-03-04T10:30:00Z"),
            (Self.ranges, "2026-03-02T11:30:00Z", "2026-03-04T13:00:00Z"),
            (Self.ranges, "2026-03-03T16:30:00Z", "2026-03-06T09:00:00Z"),
            (Self.ranges, "2026-03-04T08:30:00Z", "2026-03-06T09:00:00Z"),
            (Self.ranges, "2026-03-04T11:00:00Z", "2026-03-09T08:00:00Z"),
        ]
    )
    func `at any time, or in one range or several, other ones on other days`(hours: String, start: String, at: String)
        async throws
    {
        #expect(try await leaves(hours, enrolled: start) == [at])
    }
}
