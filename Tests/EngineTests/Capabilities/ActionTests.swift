import Automation
import Postgres
import TestStage
import TestSupport
import Testing

/// The data that a workflow changes: values, lists, companies.
struct ActionTests {
    private static let start = "2026-03-02T10:00:00Z"

    private func sample(_ steps: String, when: String = "{ form_submitted: start }") -> String {
        "workflow: sample\nenroll:\n  when: \(when)\n  again: always\nsteps:\n\(steps)"
    }

    @Test(.row("A1", "L6", "L5"))
    func `a lead is an MQL as soon as a form near the end of the funnel comes in, and by no other`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let forms = "{ form_submitted: [demo, buying-guide] }"
            try await stage.publish(sample("  - set: { lifecycle_stage: mql }", when: forms))
            for form in ["newsletter", "ebook", "buying-guide", "demo"] {
                let one = try await stage.contact("\(form)@example.com", stage: "lead")
                try await stage.event("form_submitted", #"{"form": "\#(form)"}"#, of: one)
                try await stage.work()
                #expect(
                    try await stage.value("lifecycle_stage", of: one)
                        == (["demo", "buying-guide"].contains(form) ? "mql" : "lead")
                )
            }
        }
    }

    @Test(.row("A1")) func `values of every type are set, and cleared`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let values = #"{ city: Lyon, score: 7, vip: yes, trial_ends: 2026-04-01, tags: [press], phone: "" }"#
            try await stage.publish(
                sample("  - set: \(values)\n  - clear: country"),
                "contact: { vip: boolean, trial_ends: date, tags: texts }"
            )
            let ada = try await stage.contact("ada@example.com")
            try await stage.change(ada, "country = 'FR', phone = '1', city = 'Paris'")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ada)
            try await stage.work()
            #expect(try await stage.value("(city, score, phone, country)", of: ada) == "(Lyon,7,,)")
            #expect(
                try await stage.value("properties", of: ada)
                    == #"{"vip": true, "tags": ["press"], "trial_ends": "2026-04-01"}"#
            )
        }
    }

    @Test(.row("A3")) func `who registers is added to the attendees, and taken off when cancelling`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                "workflow: come\nenroll: { when: { form_submitted: webinar } }\nsteps: [{ add_to_list: attendees }]",
                "workflow: stay\nenroll: { when: { event: cancelled } }\nsteps: [{ remove_from_list: attendees }]",
                "lists: [attendees]"
            )
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            try await stage.contact("cy@example.com")
            for one in [ada, bob] { try await stage.event("form_submitted", #"{"form": "webinar"}"#, of: one) }
            try await stage.work()
            #expect(try await stage.members(of: "attendees") == ["ada@example.com", "bob@example.com"])

            try await stage.event("cancelled", of: ada)
            try await stage.work()
            #expect(try await stage.members(of: "attendees") == ["bob@example.com"])
        }
    }

    @Test(.row("A8")) func `contacts of a list give their companies a value`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(sample("  - set: { company.industry: Gardens }", when: "manual"), "lists: [fair]")
            try await stage.sql("INSERT INTO crm.companies (name) VALUES ('Acme'), ('Other')")
            for (name, company) in [("ada", "1"), ("bob", "2"), ("cy", "NULL")] {
                let one = try await stage.contact("\(name)@example.com")
                try await stage.change(one, "company_id = \(company)")
                if name != "bob" { try await stage.join("fair", one) }
            }
            try await stage.sql(
                "SELECT automation.enroll('sample', contact_id) FROM crm.list_members WHERE list = 'fair'"
            )
            try await stage.work()
            let companies = try await stage.sql(
                "SELECT concat_ws(' ', name, industry) AS it FROM crm.companies ORDER BY id"
            )
            #expect(try companies.map { try $0.text("it") } == ["Acme Gardens", "Other"])
        }
    }

    @Test(.row("A16"), arguments: ["New", "Attempted contact", "In negotiation", "Lost", "On holiday"])
    func `a lead status is set, in the workspace's own words, and moves no stage`(status: String) async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                sample("  - set: { lead_status: \(status) }"),
                Stage.greeting("{ lead_status: \(status) }")
            )
            let ada = try await stage.contact("ada@example.com", stage: "mql")
            try await stage.event("form_submitted", #"{"form": "start"}"#, of: ada)
            #expect(try await stage.sent() == ["hello to ada"])
            #expect(try await stage.value("lifecycle_stage", of: ada) == "mql")
            #expect(try await stage.value("lead_status", of: ada) == status)
        }
    }
}
