import Automation
import Foundation
import Postgres
import TestStage
import TestSupport
import Testing

/// One question answers what happened to a contact, and by what: causes before their effects, by any clock.
struct TimelineTests {
    private static let start = "2026-03-02T10:00:00Z"
    private static let told = ["enrolled", "set", "kept", "listed", "branched", "waits", "changed", "ended"]

    /// What became of the contact: `changed city: nothing → Lyon`, without the moments of waits, and without who did it.
    private func timeline(_ stage: Stage, of contact: ContactID) async throws -> [String] {
        let lines = try await stage.sql(
            """
            SELECT concat_ws(' ', what, CASE what WHEN 'waits' THEN '' ELSE split_part(detail, ' (by ', 1) END) AS line
            FROM automation.timeline($1) WHERE what = ANY ($2)
            """,
            [.integer(contact.rawValue), .texts(Self.told)]
        )
        return try lines.map { try $0.text("line") }
    }

    @Test(arguments: [false, true])
    func `a value changes after the step that sets it, and an end comes before what it does`(
        isLive: Bool
    ) async throws {
        try await Stage.play(from: Self.start, isLive: isLive) { stage in
            let steps = """
                  - set: { lead_status: seen }
                  - if: { lead_status: seen }
                    then: [{ set: { language: fr } }]
                  - wait: 10 days
                """
            let rules = "goal: { city: Lyon }\non_exit:\n  - set: { lead_status: free }"
            let contact = try await stage.begin(steps, rules: rules, emails: [])
            try await stage.work()
            try await stage.sql("UPDATE crm.contacts SET city = 'Lyon'")
            try await stage.work()

            let lines = try await timeline(stage, of: contact)
            #expect(
                lines.map { $0.replacing(/^branched .*/, with: "branched") } == [
                    "enrolled event form_submitted", "set lead_status", "changed lead_status: nothing → seen",
                    "branched", "set language", "changed language: nothing → fr", "waits ",
                    "changed city: nothing → Lyon",
                    "ended goal met", "set lead_status (on exit)", "changed lead_status: seen → free",
                ]
            )
            #expect(try await stage.violations() == [])
        }
    }

    @Test(arguments: [false, true])
    func `a change by hand stands before the enrollment it causes, and what that changes before the next one`(
        isLive: Bool
    ) async throws {
        try await Stage.play(from: Self.start, isLive: isLive) { stage in
            try await stage.publish([
                "workflows/a.yaml": "workflow: a\nenroll:\n  when: { city: Lyon }\nsteps:\n  - set: { region: ARA }\n",
                "workflows/b.yaml": "workflow: b\nenroll:\n  when: { region: ARA }\nsteps:\n  - set: { country: FR }\n",
            ])
            let contact = try await stage.contact("ada@example.com")
            try await stage.work()
            try await stage.sql("UPDATE crm.contacts SET city = 'Lyon'")
            try await stage.work()

            let lines = try await timeline(stage, of: contact).filter { !$0.hasPrefix("ended") }
            #expect(
                lines.map { $0.hasPrefix("enrolled") ? "enrolled" : $0 } == [
                    "changed city: nothing → Lyon", "enrolled", "set region", "changed region: nothing → ARA",
                    "enrolled",
                    "set country", "changed country: nothing → FR",
                ]
            )
        }
    }

    @Test func `what was so already is kept: nothing was set, no value changed`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish([
                "lists.yaml": "lists: [fair]\n",
                "workflows/sample.yaml": """
                workflow: sample
                enroll:
                  when: { form_submitted: start }
                  again: always
                steps:
                  - set: { lifecycle_stage: lead, score: 7, company.industry: Gardens, phone: "" }
                  - add_to_list: fair
                """,
            ])
            let contact = try await stage.contact("ada@example.com", stage: "mql")
            try await stage.sql("INSERT INTO crm.companies (name) VALUES ('Acme')")
            try await stage.sql("UPDATE crm.contacts SET company_id = 1")
            for _ in 1...2 {
                try await stage.event("form_submitted", #"{"form": "start"}"#, of: contact)
                try await stage.work()
            }

            let lines = try await timeline(stage, of: contact).filter {
                !$0.contains(/^(enrolled|ended|changed company)/)
            }
            #expect(
                lines == [
                    "set score, company.industry", "kept lifecycle_stage, phone", "changed score: 0 → 7", "listed fair",
                    "kept lifecycle_stage, score, company.industry, phone", "kept on fair",
                ]
            )
        }
    }
}
