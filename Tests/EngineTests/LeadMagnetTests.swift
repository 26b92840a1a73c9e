import Automation
import Definitions
import Foundation
import Postgres
import TestStage
import TestSupport
import Testing

/// W9 as shipped: the guide immediately, and a reminder a day later unless the link was clicked.
@Suite struct LeadMagnetTests {
    @Test(.row("W9", "T7", "C4", "A18"))
    func `the reminder goes only to those who did not click, a day later to the second`() async throws {
        try await Stage.play(from: "2026-03-02T10:15:30Z") { stage in
            try await stage.publish(try .shipped())
            let reader = try await stage.contact("reader@example.com")
            let sleeper = try await stage.contact("sleeper@example.com")
            for contact in [reader, sleeper] {
                try await stage.event("form_submitted", #"{"form": "ebook-watering"}"#, of: contact)
            }

            try await stage.run(until: "2026-03-02T18:00:00Z")
            try await stage.event("email_clicked", #"{"email": "ebook-link"}"#, of: reader)
            try await stage.run(until: "2026-03-31T00:00:00Z")

            #expect(stage.postbox.mail(to: "reader@example.com").map(\.at) == ["2026-03-02T10:15:30Z"])
            #expect(
                stage.postbox.mail(to: "sleeper@example.com").map(\.at) == [
                    "2026-03-02T10:15:30Z", "2026-03-03T10:15:30Z",
                ]
            )
            #expect(try await stage.endReason(of: reader) == "ended: the guide was opened")
            #expect(try await stage.endReason(of: sleeper) == "completed")
            #expect(try await stage.violations() == [])
        }
    }

    @Test(.row("W9", "P9", "L8")) func `another form, or a customer, gets nothing, and the refusal says why`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(try .shipped())
            let stranger = try await stage.contact("stranger@example.com")
            let customer = try await stage.contact("customer@example.com")
            try await stage.sql("SELECT crm.add_to_list('customers', ARRAY[$1::bigint])", [.integer(customer.rawValue)])
            try await stage.event("form_submitted", #"{"form": "contact"}"#, of: stranger)
            try await stage.event("form_submitted", #"{"form": "ebook-watering"}"#, of: customer)

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.history(of: stranger) == [])
            #expect(try await stage.history(of: customer) == ["not enrolled excluded by unless"])
        }
    }

    @Test func `a second submission within thirty days is ignored, one after them enrolls again`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(try .shipped())
            let contact = try await stage.contact("reader@example.com")
            for day in ["2026-03-02", "2026-03-20", "2026-04-10"] {
                try await stage.run(until: "\(day)T10:00:00Z")
                try await stage.event("form_submitted", #"{"form": "ebook-watering"}"#, of: contact)
            }
            try await stage.run(until: "2026-05-01T00:00:00Z")

            #expect(
                try await stage.history(of: contact).filter { $0.contains("enrolled") } == [
                    "enrolled event form_submitted", "not enrolled enrolled before", "enrolled event form_submitted",
                ]
            )
        }
    }

    @Test func `twice the same form at once enrolls once`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(try .shipped())
            let contact = try await stage.contact("reader@example.com")
            for _ in 1...2 { try await stage.event("form_submitted", #"{"form": "ebook-watering"}"#, of: contact) }

            try await stage.run(until: "2026-03-02T11:00:00Z")

            #expect(stage.postbox.mail.count == 1)
        }
    }
}

extension Catalog {
    /// The shipped definitions in `config/`.
    static func shipped() throws -> Catalog {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try Definitions.read(folder: root.appending(path: "config"))
    }
}
