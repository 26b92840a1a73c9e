import Automation
import Definitions
import Foundation
import Postgres
import TestStage
import TestSupport
import Testing

/// W10 as shipped: three e-mails on weekday mornings by each contact's own clock.
@Suite struct SimpleNurtureTests {
    /// Clocks change in New York on March 8, 2026 and in Paris on March 29, and never in Tokyo.
    @Test(.row("W10", "T1", "A2", "P1", "P3"))
    func `each e-mail leaves on a weekday morning of the contact's own clock, across the change of clocks`()
        async throws
    {
        try await Stage.play(from: "2026-03-20T18:00:00Z") { stage in
            try await stage.publish(try .shipped())
            try await stage.contact("paris@example.com", zone: "Europe/Paris", stage: "lead")
            try await stage.contact("newyork@example.com", zone: "America/New_York", stage: "lead")
            try await stage.contact("tokyo@example.com", zone: "Asia/Tokyo", stage: "lead")

            try await stage.run(until: "2026-04-30T00:00:00Z")

            // Friday evening in Paris: Monday 07:00 (CET). Three days later Thursday 07:00; seven later Thursday 07:00
            // (CEST).
            #expect(
                stage.postbox.mail(to: "paris@example.com").map(\.at) == [
                    "2026-03-23T06:00:00Z", "2026-03-26T06:00:00Z", "2026-04-02T05:00:00Z",
                ]
            )
            // Friday 14:00 in New York (EDT): the next allowed morning is Monday 07:00.
            #expect(
                stage.postbox.mail(to: "newyork@example.com").map(\.at) == [
                    "2026-03-23T11:00:00Z", "2026-03-26T11:00:00Z", "2026-04-02T11:00:00Z",
                ]
            )
            // Saturday 03:00 in Tokyo: Monday 07:00.
            #expect(
                stage.postbox.mail(to: "tokyo@example.com").map(\.at) == [
                    "2026-03-22T22:00:00Z", "2026-03-25T22:00:00Z", "2026-04-01T22:00:00Z",
                ]
            )
            #expect(try await stage.violations() == [])
        }
    }

    /// The goal is met after three days, or after a week: only e-mails after that moment are not sent.
    @Test(.row("W10", "C3", "A18", "G1"), arguments: [("2026-03-03T00:00:00Z", 1), ("2026-03-06T00:00:00Z", 2)])
    func `a contact who becomes MQL on the way gets no further e-mail, and nurturing is set back`(
        at moment: String,
        after count: Int
    ) async throws {
        try await Stage.play(from: "2026-03-02T08:00:00Z") { stage in
            try await stage.publish(try .shipped())
            let contact = try await stage.contact("lead@example.com", stage: "lead")
            try await stage.run(until: moment)
            #expect(try await stage.nurturing(of: contact) == "yes")

            try await stage.sql("UPDATE crm.contacts SET lifecycle_stage = 'mql'")
            try await stage.run(until: "2026-04-30T00:00:00Z")

            #expect(
                stage.postbox.mail.map(\.at) == Array(["2026-03-02T08:00:00Z", "2026-03-05T08:00:00Z"].prefix(count))
            )
            #expect(try await stage.nurturing(of: contact) == "no")
            #expect(try await stage.endReason(of: contact) == "ended")
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `whoever matched before the workflow was applied is not enrolled`() async throws {
        try await Stage.play(from: "2026-03-02T08:00:00Z") { stage in
            let early = try await stage.contact("early@example.com", stage: "lead")
            try await stage.publish(try .shipped())
            try await stage.contact("late@example.com", stage: "lead")

            try await stage.run(until: "2026-03-02T09:00:00Z")

            #expect(stage.postbox.mail.map(\.to) == ["late@example.com"])
            #expect(try await stage.history(of: early) == [])
        }
    }

    @Test(.row("W10", "L5")) func `a score over the threshold makes a lead an MQL, and ends the nurturing`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T08:00:00Z") { stage in
            try await stage.publish(try .shipped())
            let contact = try await stage.contact("lead@example.com", stage: "lead")
            try await stage.run(until: "2026-03-03T00:00:00Z")
            try await stage.sql("UPDATE crm.contacts SET score = 60")

            try await stage.run(until: "2026-04-30T00:00:00Z")

            let stage2 = try await stage.sql(
                "SELECT lifecycle_stage::text AS stage FROM crm.contacts WHERE id = $1",
                [.integer(contact.rawValue)]
            )
            #expect(try stage2.first?.text("stage") == "mql")
            #expect(stage.postbox.mail.count == 1)
        }
    }
}

extension Stage {
    func nurturing(of contact: ContactID) async throws -> String? {
        try await sql(
            "SELECT properties ->> 'nurturing' AS it FROM crm.contacts WHERE id = $1",
            [.integer(contact.rawValue)]
        )
        .first?.optionalText("it")
    }
}
