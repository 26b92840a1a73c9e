import Automation
import Postgres
import TestStage
import TestSupport
import Testing

/// Which contacts get which e-mails: by interest, stage, visits, and many criteria at once.
struct SegmentationTests {
    private static let start = "2026-03-02T10:00:00Z"
    private static let again = "  again: always\n"

    private static let engaged = """
        segment: engaged
        contacts:
          all:
            - country: FR
            - company.employees: { between: [200, 1000] }
            - event: { name: form_submitted, where: { source: social } }
            - event: { name: content_downloaded, count: { more_than: 5 } }
            - event: { any: yes, within: 6 months }
        """

    /// A contact who meets four of the segment's five criteria.
    private func person(_ name: String, without lack: String, on stage: Stage) async throws {
        let ada = try await stage.contact("\(name)@example.com")
        let at = lack == "recent" ? "2025-08-01" : "2026-02-01"
        try await stage.change(ada, "country = '\(lack == "country" ? "BE" : "FR")'")
        try await stage.change(ada, "company_id = \(lack == "company" ? 2 : 1)")
        let form = #"{"form": "ebook", "source": "\#(lack == "source" ? "search" : "social")"}"#
        try await stage.sql("SELECT crm.record_event(\(ada), 'form_submitted', '\(form)', '\(at)')")
        for _ in 1...(lack == "downloads" ? 5 : 6) {
            try await stage.sql("SELECT crm.record_event(\(ada), 'content_downloaded', '{}', '\(at)')")
        }
    }

    @Test(.row("C6", "T6")) func `five criteria of different kinds must all hold, also as time passes`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(Self.engaged, Stage.greeting("{ joins_segment: engaged }", rules: Self.again))
            try await stage.sql("INSERT INTO crm.companies (name, employees) VALUES ('Acme', 1000), ('Mini', 199)")
            for lack in ["nothing", "country", "company", "source", "downloads", "recent"] {
                try await person(lack, without: lack, on: stage)
            }
            #expect(try await stage.sent() == ["hello to nothing"])

            try await stage.sql("UPDATE crm.companies SET employees = 200")
            #expect(try await stage.sent() == ["hello to nothing", "hello to company"].sorted())

            // On August 1 the last interaction is six months old, so the next one begins an enrollment anew.
            try await stage.run(until: "2026-07-31T20:00:00Z")
            try await stage.event("content_downloaded", of: ContactID(rawValue: 3))
            try await stage.run(until: "2026-08-03T00:00:00Z")
            for id in [1, 3] { try await stage.event("visit", of: ContactID(rawValue: Int64(id))) }
            #expect(try await stage.sent().filter { $0 == "hello to nothing" }.count == 2)
            #expect(try await stage.sent().filter { $0 == "hello to company" }.count == 1)
        }
    }

    @Test(.row("C7")) func `what a contact downloads or views decides which content follows`() async throws {
        try await Stage.play(from: Self.start) { stage in
            func about(_ topic: String) -> String {
                let download = "{ event: { name: content_downloaded, where: { topic: \(topic) } } }"
                return Stage.greeting("[\(download), { page_viewed: /\(topic) }]", with: topic)
            }
            try await stage.publish(about("watering"), about("compost"))
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            try await stage.event("content_downloaded", #"{"topic": "watering"}"#, of: ada)
            try await stage.event("page_viewed", #"{"path": "/compost"}"#, of: bob)
            try await stage.event("content_downloaded", #"{"topic": "roses"}"#, of: bob)
            #expect(try await stage.sent() == ["watering to ada", "compost to bob"])
        }
    }

    @Test(.row("C8")) func `a fresh lead and one who has seen a demo get different content`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                "segment: fresh\ncontacts: { lifecycle_stage: lead }",
                "segment: shown\ncontacts: { lifecycle_stage: [sql, opportunity] }",
                "workflow: demo\nenroll: { when: { event: demo_given } }\nsteps: [{ set: { lifecycle_stage: sql } }]",
                Stage.greeting("{ joins_segment: fresh }", with: "basics"),
                Stage.greeting("{ joins_segment: shown }", with: "prices")
            )
            let ada = try await stage.contact("ada@example.com", stage: "lead")
            try await stage.contact("bob@example.com", stage: "opportunity")
            #expect(Set(try await stage.sent()) == ["basics to ada", "prices to bob"])

            try await stage.event("demo_given", of: ada)
            #expect(Set(try await stage.sent()) == ["basics to ada", "prices to bob", "prices to ada"])
        }
    }

    @Test(.row("C9")) func `who has seen the prices several times gets the product, then an offer`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                """
                workflow: prices
                enroll: { when: { page_viewed: { path: /pricing, count: 3 } } }
                steps: [{ send_email: product }, { wait: 2 days }, { send_email: offer }]
                """
            )
            let ada = try await stage.contact("ada@example.com")
            for (path, count) in [("/pricing", 0), ("/blog", 0), ("/pricing", 0), ("/pricing", 1), ("/pricing", 1)] {
                try await stage.event("page_viewed", #"{"path": "\#(path)"}"#, of: ada)
                #expect(try await stage.sent().count == count)
            }
            try await stage.run(until: "2026-03-10T00:00:00Z")
            #expect(try await stage.sent() == ["product to ada", "offer to ada"])
        }
    }

    @Test(.row("C10")) func `two personas of a region, late in the funnel and lately active, get two series`()
        async throws
    {
        try await Stage.play(from: Self.start) { stage in
            func series(_ persona: String, _ more: String = "") -> String {
                Stage.greeting(
                    """

                        all:
                          - region: Mediterranean
                          - lifecycle_stage: [mql, sql, opportunity]
                          - any:
                              - event: { name: consultation_accepted, within: 6 months }
                              - event: { name: trial_started, within: 6 months }
                              - event: { name: demo_booked, within: 6 months }
                          - persona: \(persona)
                    \(more)
                    """,
                    with: persona
                )
            }
            try await stage.publish(
                series("marketer"),
                series("executive", "      - company.employees: { at_least: 50 }"),
                "contact: { persona: { type: choice, options: [marketer, executive] } }"
            )
            try await stage.sql("INSERT INTO crm.companies (name, employees) VALUES ('Acme', 50), ('Mini', 49)")
            for (name, region, persona, level, event, day, company) in Self.mediterranean {
                let one = try await stage.contact("\(name)@example.com", stage: level)
                try await stage.sql("SELECT crm.record_event(\(one), '\(event)', '{}', '\(day)')")
                let properties = #"{"persona": "\#(persona)"}"#
                try await stage.change(
                    one,
                    "region = '\(region)', properties = '\(properties)', company_id = \(company)"
                )
            }
            #expect(try await stage.sent() == ["marketer to ada", "executive to bob"])
        }
    }

    private static let mediterranean = [
        ("ada", "Mediterranean", "marketer", "sql", "demo_booked", "2026-02-01", 2),
        ("bob", "Mediterranean", "executive", "mql", "trial_started", "2025-10-01", 1),
        ("north", "Normandy", "marketer", "sql", "demo_booked", "2026-02-01", 1),
        ("early", "Mediterranean", "marketer", "lead", "demo_booked", "2026-02-01", 1),
        ("idle", "Mediterranean", "marketer", "sql", "page_viewed", "2026-02-01", 1),
        ("long-ago", "Mediterranean", "executive", "sql", "trial_started", "2025-09-01", 1),
        ("small", "Mediterranean", "executive", "sql", "trial_started", "2026-02-01", 2),
    ]
}
