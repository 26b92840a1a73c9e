import Automation
import Foundation
import Postgres
import Store
import TestStage
import TestSupport
import Testing

/// Cases of enrolling that could be expected to differ; config/README.md explains each.
struct EntryTests {
    private func play(_ when: String, _ body: (Stage, ContactID) async throws -> Void) async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let workflow = "workflow: sample\nenroll:\n  when: \(when)\n  again: always\nsteps:\n  - wait: 1 day"
            try await stage.publish(["workflows/sample.yaml": workflow, Sample.lists.0: Sample.lists.1])
            let contact = try await stage.contact("ada@example.com")
            try await stage.work()
            try await body(stage, contact)
            #expect(try await stage.violations() == [])
        }
    }

    private func enrolled(on stage: Stage) async throws -> Int {
        try await stage.work()
        return try await stage.sql("SELECT count(*)::int AS number FROM automation.enrollments")[0].int("number")
    }

    private func offAndOn(_ contact: ContactID, on stage: Stage) async throws {
        let list = "'customers', ARRAY[\(contact)::bigint]"
        try await stage.sql("SELECT crm.remove_from_list(\(list)), crm.add_to_list(\(list))")
    }

    @Test(.row("T5")) func `off a list and on again in one transaction is joining it`() async throws {
        try await play("{ joins_list: customers }") { stage, contact in
            try await stage.sql("SELECT crm.add_to_list('customers', ARRAY[$1::bigint])", [.integer(contact.rawValue)])
            #expect(try await enrolled(on: stage) == 1)
            try await stage.run(until: "2026-03-05T10:00:00Z")

            try await offAndOn(contact, on: stage)

            #expect(try await enrolled(on: stage) == 2)
        }
    }

    @Test func `and to a condition it is as if nothing had happened`() async throws {
        try await play("[{ in_list: customers }]") { stage, contact in
            try await stage.sql("SELECT crm.add_to_list('customers', ARRAY[$1::bigint])", [.integer(contact.rawValue)])
            #expect(try await enrolled(on: stage) == 1)
            try await stage.run(until: "2026-03-05T10:00:00Z")

            try await offAndOn(contact, on: stage)

            #expect(try await enrolled(on: stage) == 1)
        }
    }

    @Test(.row("T14"), arguments: ["2020-01-01T00:00:00Z", "2026-12-24T00:00:00Z"])
    func `an event enrolls when it is written, whenever it happened`(occurred: String) async throws {
        try await play("{ event: order_paid }") { stage, contact in
            try await stage.sql(
                "INSERT INTO crm.events (contact_id, occurred_at, received_at, name) VALUES ($1, $2::timestamptz, clock.now(), 'order_paid')",
                [.integer(contact.rawValue), .text(occurred)]
            )
            #expect(try await enrolled(on: stage) == 1)
        }
    }

    @Test(.row("T16")) func `an occurrence enrolls whom its condition admits at that moment`() async throws {
        try await play("{ all: [{ event: order_paid }, { country: FR }] }") { stage, contact in
            try await stage.event("order_paid", of: contact)
            #expect(try await enrolled(on: stage) == 0)

            try await stage.sql("UPDATE crm.contacts SET country = 'FR'")
            #expect(try await enrolled(on: stage) == 0)

            try await stage.event("order_paid", of: contact)
            #expect(try await enrolled(on: stage) == 1)
        }
    }

    @Test func `what arrives last counts, whatever its timestamp says`() async throws {
        try await play("{ city: Lyon }") { stage, contact in
            for (city, at) in [("Paris", "2026-03-02T09:00:00Z"), ("Lyon", "2026-03-01T09:00:00Z")] {
                let message =
                    #"[{"type": "identify", "email": "ada@example.com", "occurred_at": "\#(at)", "traits": {"city": "\#(city)"}}]"#
                try await stage.sql("SELECT crm.ingest($1)", [.json(message)])
            }
            #expect(try await enrolled(on: stage) == 1)
        }
    }
}
