import Automation
import Postgres
import TestStage
import TestSupport
import Testing

/// Which contacts enter because a condition on them, or on their company, has begun to hold.
struct WhatIsSoTests {
    private static let start = "2026-03-02T10:00:00Z"
    private static let identify =
        #"[{"type": "identify", "email": "cy@example.com", "traits": {"first_name": "Cy", "country": "FR"}}]"#

    @Test(.row("T1")) func `whoever meets the condition is enrolled, before and after, with nobody doing anything`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let ada = try await stage.contact("ada@example.com")
            try await stage.change(ada, "country = 'FR'")
            try await stage.publish(Stage.greeting("{ country: FR }", rules: "  existing: yes\n"))
            #expect(try await stage.sent() == ["hello to ada"])

            let bob = try await stage.contact("bob@example.com")
            try await stage.sql("SELECT crm.ingest($1)", [.json(Self.identify)])
            #expect(try await stage.sent() == ["hello to ada", "hello to cy"])

            try await stage.change(bob, "country = 'DE'")
            #expect(try await stage.sent() == ["hello to ada", "hello to cy"])
            try await stage.change(bob, "country = 'FR'")
            #expect(try await stage.sent() == ["hello to ada", "hello to bob", "hello to cy"])
        }
    }

    @Test(
        .row("T2"),
        arguments: [
            ("{ country: FR }", "country = 'FR'"),
            ("{ phone: { known: yes } }", "phone = '+33 1 23 45'"),
            ("{ persona: executive }", #"properties = '{"persona": "executive"}'"#),
            ("{ company.name: { known: yes } }", "company_id = (SELECT id FROM crm.companies)"),
        ]
    )
    func `a value that the contact comes to have enrolls, once`(when: String, change: String) async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(Stage.greeting(when, rules: "  again: always\n"), "contact: { persona: text }")
            try await stage.sql("INSERT INTO crm.companies (name) VALUES ('Acme')")
            let ada = try await stage.contact("ada@example.com")
            #expect(try await stage.sent() == [])

            try await stage.change(ada, change)
            #expect(try await stage.sent() == ["hello to ada"])
            try await stage.change(ada, "city = 'Lyon'")
            #expect(try await stage.sent() == ["hello to ada"])
        }
    }

    @Test(.row("T3")) func `what becomes known of a company enrolls all of its people, and who joins it`() async throws
    {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(Stage.greeting("{ company.employees: { at_least: 50 }, company.industry: Retail }"))
            try await stage.sql("INSERT INTO crm.companies (name, employees) VALUES ('Acme', 20)")
            for name in ["ada", "bob"] {
                try await stage.change(try await stage.contact("\(name)@example.com"), "company_id = 1")
            }
            let cy = try await stage.contact("cy@example.com")
            try await stage.sql("UPDATE crm.companies SET industry = 'Retail'")
            #expect(try await stage.sent() == [])

            try await stage.sql("UPDATE crm.companies SET employees = 60")
            #expect(try await stage.sent() == ["hello to ada", "hello to bob"])
            try await stage.change(cy, "company_id = 1")
            #expect(try await stage.sent() == ["hello to ada", "hello to bob", "hello to cy"])
        }
    }

    @Test(.row("T13")) func `a change of stage enrolls, whoever changes it, and the same stage again does not`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            let any = "[{ lifecycle_stage: lead }, { lifecycle_stage: mql }, { lifecycle_stage: customer }]"
            try await stage.publish(
                Stage.greeting(any, rules: "  again: always\n", with: "changed"),
                Stage.greeting("{ lifecycle_stage: customer }", with: "thanks"),
                "workflow: demo\nenroll: { when: { form_submitted: demo } }\nsteps: [{ set: { lifecycle_stage: mql } }]"
            )
            let ada = try await stage.contact("ada@example.com", stage: "lead")
            #expect(try await stage.sent() == ["changed to ada"])

            for _ in 1...2 { try await stage.event("form_submitted", #"{"form": "demo"}"#, of: ada) }
            try await stage.change(ada, "lifecycle_stage = 'mql'")
            #expect(try await stage.sent() == ["changed to ada", "changed to ada"])

            try await stage.change(ada, "lifecycle_stage = 'customer'")
            #expect(try await stage.sent().sorted() == Array(repeating: "changed to ada", count: 3) + ["thanks to ada"])
        }
    }

    @Test(.row("T18")) func `where a contact first came from decides what it gets`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                Stage.greeting("{ original_source: organic search }", with: "searched"),
                Stage.greeting("{ original_source: youtube }", with: "watched"),
                Stage.greeting("{ original_source: [facebook, linkedin] }", with: "social")
            )
            for (name, source) in [("ada", "Organic search"), ("bob", "YouTube"), ("cy", "LinkedIn"), ("dan", "fair")] {
                try await stage.change(try await stage.contact("\(name)@example.com"), "original_source = '\(source)'")
            }
            #expect(try await stage.sent() == ["searched to ada", "watched to bob", "social to cy"])
        }
    }
}
