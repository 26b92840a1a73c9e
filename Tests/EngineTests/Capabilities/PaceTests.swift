import Automation
import Foundation
import TestStage
import TestSupport
import Testing

/// The moments of an enrollment's steps. 2026-03-02 is a Monday; Paris is one hour ahead of UTC, and two from March 29
/// on.
struct PaceTests {
    private func sample(_ steps: String, rules: String = "") -> String {
        "workflow: sample\nenroll: { when: { form_submitted: start } }\n\(rules)steps:\n\(steps)"
    }

    /// When the mails of an enrollment that begins at a moment arrive.
    private func arrivals(_ workflow: String, from start: String, score: Int = 0) async throws -> [String] {
        var arrivals: [String] = []
        try await Stage.play(from: start) { stage in
            try await stage.publish(workflow)
            let ada = try await stage.contact("ada@example.com")
            try await stage.change(ada, "score = \(score)")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ada)
            try await stage.run(until: stage.now.addingTimeInterval(90 * 86_400))
            #expect(try await stage.violations() == [])
            arrivals = stage.postbox.mail.map { "\($0.subject) \($0.at)" }
        }
        return arrivals
    }

    @Test(
        .row("D1"),
        arguments: [
            ("5 minutes", "2026-03-02T10:20:00Z"), ("90 minutes", "2026-03-02T11:45:00Z"),
            ("3 hours", "2026-03-02T13:15:00Z"), ("2 days", "2026-03-04T10:15:00Z"),
            ("3 weeks", "2026-03-23T10:15:00Z"), ("2 months", "2026-05-02T09:15:00Z"),
        ]
    )
    func `a delay of any unit holds up an action, and a condition`(delay: String, end: String) async throws {
        let action = sample("  - wait: \(delay)\n  - send_email: hello")
        #expect(try await arrivals(action, from: "2026-03-02T10:15:00Z") == ["hello \(end)"])

        try await Stage.play(from: "2026-03-02T10:15:00Z") { stage in
            let question = "  - if: { city: Lyon }\n    then: [{ send_email: hello }]"
            try await stage.publish(sample("  - wait: \(delay)\n\(question)"))
            let ada = try await stage.contact("ada@example.com")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ada)
            try await stage.run(until: stage.now.addingTimeInterval(240))
            // The branch is evaluated at the end of the delay, not before.
            try await stage.change(ada, "city = 'Lyon'")
            try await stage.run(until: stage.now.addingTimeInterval(90 * 86_400))
            #expect(stage.postbox.mail.map(\.at) == [end])
        }
    }

    private static let drip = "  - wait: 2 days\n  - send_email: one\n  - wait: 5 days\n  - send_email: two"

    @Test(
        .row("D2", "D3", "A2"),
        arguments: [
            ("2026-03-02T10:00:00Z", ["one 2026-03-04T10:00:00Z", "two 2026-03-09T10:00:00Z"]),
            ("2026-03-03T16:30:00Z", ["one 2026-03-05T16:30:00Z", "two 2026-03-10T16:30:00Z"]),
        ]
    )
    func `two days after the form, five days after that: each contact by its own beginning`(
        start: String,
        expected: [String]
    ) async throws {
        #expect(try await arrivals(sample(Self.drip), from: start) == expected)
    }

    @Test(.row("D3")) func `a delay counts from when the step before ran, not from when it was due`() async throws {
        let steps = "  - wait: 2 days\n  - send_email: one\n  - wait: 1 day\n  - send_email: two"
        let weekdays = "hours: { days: weekdays }\n"
        // Two days from Friday 18:00 end on Sunday, so the step runs on Monday 18:00, and the next one a day later.
        #expect(
            try await arrivals(sample(steps, rules: weekdays), from: "2026-03-06T17:00:00Z")
                == ["one 2026-03-09T17:00:00Z", "two 2026-03-10T17:00:00Z"]
        )
    }

    @Test(.row("D4"), arguments: [(80, 3), (10, 1)])
    func `a hot lead gets three e-mails in the week, another one`(score: Int, count: Int) async throws {
        let steps = """
              - send_email: one
              - if: { score: { at_least: 50 } }
                then:
                  - wait: 2 days
                  - send_email: two
                  - wait: 2 days
                  - send_email: three
                else:
                  - wait: 7 days
                  - id: later
                    send_email: two
            """
        let mail = try await arrivals(sample(steps), from: "2026-03-02T10:00:00Z", score: score)
        #expect(mail.filter { $0.split(separator: " ")[1] < "2026-03-09T10:00:00Z" }.count == count)
        #expect(mail.count == max(count, 2))
    }

    @Test(.row("D5", "A2")) func `a drip comes at its intervals, in its order, across the change of clocks`()
        async throws
    {
        let names = ["one", "two", "three", "four", "five"]
        let steps = names.map { "  - send_email: \($0)" }.joined(separator: "\n  - wait: 1 week\n")
        #expect(
            try await arrivals(sample(steps), from: "2026-03-16T07:00:00Z") == [
                "one 2026-03-16T07:00:00Z", "two 2026-03-23T07:00:00Z", "three 2026-03-30T06:00:00Z",
                "four 2026-04-06T06:00:00Z", "five 2026-04-13T06:00:00Z",
            ]
        )
    }
}
