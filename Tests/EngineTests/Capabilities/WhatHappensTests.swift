import Automation
import Postgres
import TestStage
import TestSupport
import Testing

/// Which contacts enter because of an event, or on request.
struct WhatHappensTests {
    private static let start = "2026-03-02T10:00:00Z"

    @Test(.row("T7")) func `the form that is named enrolls, and any form where any is asked for`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                Stage.greeting("{ form_submitted: ebook }", rules: "  again: always\n", with: "ebook"),
                Stage.greeting("{ form_submitted: [demo, quote] }", rules: "  again: always\n", with: "sales"),
                Stage.greeting("{ form_submitted: any }", rules: "  again: always\n", with: "thanks")
            )
            let ada = try await stage.contact("ada@example.com")
            for (form, subjects) in [
                ("ebook", ["ebook", "thanks"]), ("quote", ["sales", "thanks"]), ("contact", ["thanks"]),
            ] {
                let before = try await stage.sent().count
                try await stage.event("form_submitted", #"{"form": "\#(form)"}"#, of: ada)
                #expect(Set(try await stage.sent().dropFirst(before)) == Set(subjects.map { "\($0) to ada" }))
            }
        }
    }

    @Test(.row("T9")) func `a page that is viewed enrolls, and another page does not`() async throws {
        try await Stage.play(from: Self.start) { stage in
            let when = "{ page_viewed: { path: { starts_with: /pricing } } }"
            try await stage.publish(Stage.greeting(when, rules: "  again: always\n"))
            let ada = try await stage.contact("ada@example.com")
            for (path, times) in [("/", 0), ("/pricing", 1), ("/blog/pricing", 1), ("/pricing/teams", 2)] {
                try await stage.event("page_viewed", #"{"path": "\#(path)"}"#, of: ada)
                #expect(try await stage.sent().count == times, "\(path)")
            }
        }
    }

    @Test(.row("T10")) func `a contact that is made enrolls, whoever makes it, and once`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.contact("old@example.com")
            try await stage.publish(Stage.greeting("{ contact_created: yes }", rules: "  again: always\n"))
            let ada = try await stage.contact("ada@example.com")
            let bob = #"[{"type": "identify", "email": "bob@example.com", "traits": {"first_name": "Bob"}}]"#
            try await stage.sql("SELECT crm.ingest($1)", [.json(bob)])
            #expect(try await stage.sent() == ["hello to ada", "hello to bob"])

            try await stage.change(ada, "city = 'Lyon'")
            #expect(try await stage.sent().count == 2)
        }
    }

    @Test(
        .row("T14"),
        arguments: [
            ("cart_abandoned", #"{"amount": 120}"#, true), ("cart_abandoned", #"{"amount": 20}"#, false),
            ("order_paid", #"{"amount": 100}"#, true), ("page_viewed", #"{"path": "/", "amount": 100}"#, true),
            ("meeting_booked", #"{"amount": 500}"#, true), ("proposal_sent", #"{"amount": 900}"#, true),
            ("proposal_sent", "{}", false),
        ]
    )
    func `what people do is answered at the same moment, by what it was about`(
        name: String,
        data: String,
        isAnswered: Bool
    ) async throws {
        try await Stage.play(from: Self.start) { stage in
            let when = "{ event: { name: \(name), where: { amount: { at_least: 100 } } } }"
            try await stage.publish(Stage.greeting(when))
            let ada = try await stage.contact("ada@example.com")
            try await stage.run(until: "2026-03-02T22:17:05Z")
            try await stage.event(name, data, of: ada)
            try await stage.run(until: "2026-03-04T00:00:00Z")
            #expect(stage.postbox.mail.map(\.at) == (isAnswered ? ["2026-03-02T22:17:05Z"] : []))
        }
    }

    @Test(.row("T15")) func `without a trigger only those enter who are put in: one by one, or a list`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish("workflow: fair\nsteps:\n  - send_email: hello", "lists: [attendees]")
            for name in ["ada", "bob", "cy", "dan"] {
                let contact = try await stage.contact("\(name)@example.com")
                if name != "dan" { try await stage.join("attendees", contact) }
            }
            #expect(try await stage.sent() == [])

            try await stage.sql("SELECT automation.enroll('fair', 1, 'asked by phone')")
            #expect(try await stage.sent() == ["hello to ada"])
            try await stage.sql(
                "SELECT automation.enroll('fair', contact_id) FROM crm.list_members WHERE list = 'attendees'"
            )
            #expect(try await stage.sent() == ["hello to ada", "hello to bob", "hello to cy"])
        }
    }

    @Test(.row("T16")) func `an event enrolls, a condition enrolls, and an event with a condition`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                Stage.greeting("[{ form_submitted: demo }, { score: { at_least: 50 } }]", with: "either"),
                Stage.greeting("{ form_submitted: demo }", rules: "  and: { country: FR }\n", with: "both")
            )
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            try await stage.change(ada, "country = 'FR'")
            #expect(try await stage.sent() == [])
            try await stage.change(bob, "score = 50")
            #expect(try await stage.sent() == ["either to bob"])

            try await stage.event("form_submitted", #"{"form": "demo"}"#, of: ada)
            try await stage.event("form_submitted", #"{"form": "demo"}"#, of: bob)
            #expect(Set(try await stage.sent()) == ["either to ada", "either to bob", "both to ada"])
            #expect(try await stage.sent().count == 3)
        }
    }

    @Test func `an event enrolls by what lies deep in its data`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let large = "{ order.total: { at_least: 100 }, order.kind: gift }"
            try await stage.publish(Stage.greeting("{ event: { name: order_paid, where: \(large) } }"))
            for (name, total, kind) in [("ada", "120.5", "Gift"), ("bob", "80", "gift"), ("cy", "200", "own")] {
                let one = try await stage.contact("\(name)@example.com")
                let data = #"{"order": {"total": \#(total), "kind": "\#(kind)"}}"#
                try await stage.event("order_paid", data, of: one)
            }
            #expect(try await stage.sent() == ["hello to ada"])
        }
    }
}
