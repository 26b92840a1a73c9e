import Automation
import Postgres
import TestStage
import TestSupport
import Testing

/// The branches of a workflow: yes or no, the first of several, what a contact did with an e-mail, and the order of
/// stages.
struct BranchTests {
    private static let start = "2026-03-02T10:00:00Z"

    private func sample(_ steps: String) -> String {
        "workflow: sample\nenroll: { when: { contact_created: yes } }\nsteps:\n\(steps)"
    }

    @Test(.row("C1")) func `a yes leads one way and a no the other, and both go on together`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                sample(
                    """
                      - if: { lifecycle_stage: customer }
                        then: [{ send_email: thanks }, { set: { lead_status: done } }]
                        else: [{ send_email: offer }]
                      - send_email: news
                    """
                )
            )
            try await stage.contact("ada@example.com", stage: "customer")
            let bob = try await stage.contact("bob@example.com", stage: "lead")

            #expect(Set(try await stage.sent()) == ["thanks to ada", "news to ada", "offer to bob", "news to bob"])
            #expect(try await stage.value("lead_status", of: bob) == nil)
        }
    }

    @Test(.row("C2")) func `each gets what fits what it did with the e-mail before`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                sample(
                    """
                      - send_email: guide
                      - wait: 1 day
                      - branches:
                          - if: { clicked_email: guide }
                            then: [{ send_email: demo }]
                          - if: { opened_email: guide }
                            then:
                              - if: { country: FR }
                                then: [{ send_email: histoire }]
                                else: [{ send_email: story }]
                        else: [{ send_email: again }]
                      - wait: 1 day
                      - send_email: survey
                    """
                )
            )
            var people: [ContactID] = []
            for name in ["ada", "bob", "cy", "dan"] { people.append(try await stage.contact("\(name)@example.com")) }
            try await stage.change(people[1], "country = 'FR'")
            try await stage.work()
            for reader in people.prefix(3) { try await stage.open("guide", by: reader) }
            try await stage.click("guide", by: people[0])
            try await stage.run(until: "2026-03-03T12:00:00Z")
            #expect(
                try await stage.sent().dropFirst(4) == [
                    "demo to ada", "histoire to bob", "story to cy", "again to dan",
                ]
            )

            try await stage.run(until: "2026-03-05T12:00:00Z")
            #expect(try await stage.sent().count == 12)
        }
    }

    @Test(.row("C4", "A18"), arguments: ["24 hours", "48 hours"])
    func `who clicked gets no reminder; a click of a scanner is nobody's`(wait: String) async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                sample(
                    """
                      - send_email: guide
                      - wait: \(wait)
                      - if: { clicked_email: guide }
                        then: [{ end: it was read }]
                      - send_email: reminder
                    """
                )
            )
            let (ada, bob) = (try await stage.contact("ada@example.com"), try await stage.contact("bob@example.com"))
            try await stage.contact("cy@example.com")
            try await stage.work()
            try await stage.click("guide", by: ada)
            try await stage.click("guide", by: bob, agent: "scanner")

            try await stage.run(until: "2026-03-09T00:00:00Z")
            #expect(try await stage.sent().dropFirst(3) == ["reminder to bob", "reminder to cy"])
            #expect(try await stage.endReason(of: ada) == "ended: it was read")
            #expect(try await stage.violations() == [])
        }
    }

    @Test(.row("C5", "L1")) func `at least a stage is asked by the order of stages`() async throws {
        try await Stage.play(from: Self.start) { stage in
            try await stage.publish(
                sample(
                    """
                      - if: { lifecycle_stage: { at_least: mql } }
                        then: [end]
                      - send_email: hello
                    """
                )
            )
            for one in LifecycleStage.allCases.shuffled() {
                try await stage.contact("\(one.rawValue)@example.com", stage: one.rawValue)
            }
            try await stage.contact("nobody@example.com")

            #expect(try await stage.sent() == ["hello to lead", "hello to nobody", "hello to subscriber"])
            let order = try await stage.sql(
                "SELECT string_agg(lifecycle_stage::text, ' ' ORDER BY lifecycle_stage) AS stages FROM crm.contacts"
            )
            #expect(
                try order[0].text("stages") == "subscriber lead mql sql opportunity customer evangelist other"
            )
        }
    }
}

extension Stage {
    /// Follows a link of an e-mail that has been sent, as the API records it.
    func click(_ email: String, by contact: ContactID, agent: String = "human") async throws {
        try await react(
            "messaging.record_click(delivery.id, (SELECT min(id) FROM messaging.links), $3)",
            email,
            contact,
            agent
        )
    }

    func open(_ email: String, by contact: ContactID, agent: String = "human") async throws {
        try await react("messaging.record_open(delivery.id, $3)", email, contact, agent)
    }

    private func react(_ call: String, _ email: String, _ contact: ContactID, _ agent: String) async throws {
        let rows = try await sql(
            "SELECT \(call) FROM messaging.deliveries AS delivery WHERE email = $1 AND contact_id = $2 AND state = 'sent'",
            [.text(email), .integer(contact.rawValue), .text(agent)]
        )
        #expect(rows.count == 1, "\(email) was not sent to contact \(contact)")
    }
}
