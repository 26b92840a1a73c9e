import Automation
import Coordinator
import Delivery
import Foundation
import Postgres
import Store
import Telemetry
import Testing
import Worker

/// A message is handed over once, or is listed as doubtful.
@Suite struct LedgerTests {
    private let twoMails = """
          - send_email: one
          - wait: 1 day
          - send_email: two
        """

    @Test func `a job that no worker can do is given up at once, and says why`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.sql("SELECT queue.enqueue('email', 'send_email', '{\"contact\": 404, \"email\": \"one\"}')")

            try await stage.work()

            let dead = try await stage.sql("SELECT reason || ': ' || note AS why FROM queue.dead")
            #expect(try dead.map { try $0.text("why") } == ["refused: the contact or the e-mail is gone"])
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a refused mailbox is suppressed, and its walk ends with the server's words`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let unknown = Refusal(
                code: "550 5.1.1",
                explanation: "no such user",
                isPermanent: true,
                isRecipientUnknown: true
            )
            stage.postbox.answer(.refused(unknown), to: "ada@example.com")
            let contact = try await stage.begin(twoMails)

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.endReason(of: contact) == "failed: 550 5.1.1 no such user")
            #expect(
                try await stage.sql("SELECT address FROM messaging.suppressions").map { try $0.text("address") } == [
                    "ada@example.com"
                ]
            )
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a message that was not accepted is tried again, and sent once`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let busy = Refusal(code: "451 4.3.0", explanation: "try again later", isPermanent: false)
            stage.postbox.answer(
                .refused(busy),
                .notAttempted(explanation: "connection refused"),
                to: "ada@example.com"
            )
            _ = try await stage.begin("  - send_email: one")

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.count == 1)
            #expect(
                try await stage.sql("SELECT error FROM queue.attempts ORDER BY attempt").map { try $0.text("error") }
                    == [
                        "451 4.3.0 try again later", "connection refused",
                    ]
            )
            #expect(try await stage.sql("SELECT FROM messaging.doubtful").isEmpty)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a message that never is accepted ends its walk as failed after ten attempts`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let busy = Refusal(code: "451 4.3.0", explanation: "busy", isPermanent: false)
            stage.postbox.always(.refused(busy), to: "ada@example.com")
            let contact = try await stage.begin("  - send_email: one")

            try await stage.run(until: "2026-03-20T00:00:00Z")

            #expect(try await stage.endReason(of: contact) == "failed: 451 4.3.0 busy")
            #expect(
                try await stage.sql("SELECT reason FROM queue.dead").map { try $0.text("reason") } == [
                    "attempts used up"
                ]
            )
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `without an answer after the last byte, the same bytes go once more a quarter of an hour later`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            stage.postbox.answer(.doubtful(explanation: "no answer"), to: "ada@example.com")
            let contact = try await stage.begin("  - send_email: one")

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.map(\.at) == ["2026-03-02T10:00:00Z", "2026-03-02T10:15:00Z"])
            let copies = stage.postbox.bytes(to: "ada@example.com")
            #expect(copies[0] == copies[1])
            #expect(
                try await stage.sql("SELECT state, handovers FROM messaging.doubtful").map {
                    "\(try $0.text("state")) \(try $0.int("handovers"))"
                } == ["sent 2"]
            )
            #expect(try await stage.endReason(of: contact) == "completed")
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a second doubt is not answered by a third copy: the message is parked, the walk goes on`() async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            stage.postbox.answer(
                .doubtful(explanation: "no answer"),
                .doubtful(explanation: "no answer"),
                to: "ada@example.com"
            )
            _ = try await stage.begin(twoMails)

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.map(\.subject) == ["one", "one", "two"])
            #expect(
                try await stage.sql("SELECT state FROM messaging.doubtful").map { try $0.text("state") } == ["doubtful"]
            )
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `where doubt parks, nothing is sent twice`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z", policy: .park) { stage in
            stage.postbox.answer(.doubtful(explanation: "no answer"), to: "ada@example.com")
            _ = try await stage.begin(twoMails)

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.map(\.subject) == ["one", "two"])
            #expect(
                try await stage.sql("SELECT state FROM messaging.doubtful").map { try $0.text("state") } == ["doubtful"]
            )
        }
    }

    @Test func `a worker that dies between intent and outcome leaves a doubt, and its message goes once more`()
        async throws
    {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            _ = try await stage.begin("  - send_email: one")
            try await stage.workUntilGateIsPassed()
            try await stage.intendAndDie()

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.map(\.at) == ["2026-03-02T10:15:00Z"])
            #expect(
                try await stage.sql("SELECT handovers FROM messaging.doubtful").map { try $0.int("handovers") } == [2]
            )
            #expect(try await stage.violations() == [])
        }
    }
}

extension Stage {
    /// Takes the walk to the point where a send is ready to be claimed.
    func workUntilGateIsPassed() async throws {
        try await atPresent { pool in
            let coordinator = Coordinator(
                pool: pool,
                configuration: .init(name: "stage", workspaceZone: .paris),
                observer: .silent
            )
            let worker = worker(on: pool)
            let term = try #require(try await coordinator.takeLead())
            while try await pool.query("SELECT FROM queue.gated").isEmpty {
                _ = try await coordinator.turn(term: term)
                if try await pool.query("SELECT FROM queue.gated").isEmpty { _ = try await worker.turn() }
                if try await !pool.query("SELECT FROM queue.ready WHERE queue = 'email'").isEmpty { break }
            }
            while try await pool.query("SELECT FROM queue.ready WHERE queue = 'email'").isEmpty {
                _ = try await coordinator.turn(term: term)
            }
            await worker.close()
        }
    }

    /// Another worker claims the send, commits its intent, and is never heard of again.
    func intendAndDie() async throws {
        try await atPresent { pool in
            let jobs = try await pool.run(ClaimJobs(from: "email", limit: 1, worker: "doomed", nonce: UUID()))
            let material = try await pool.run(ComposeSends(jobs.map(\.id)))
            let draft = Draft(
                lease: jobs[0].lease,
                delivery: material[0].delivery,
                emailVersion: 1,
                messageID: "<lost@example.com>",
                sender: "garden@example.com",
                recipient: "ada@example.com",
                content: Array("Subject: one\r\n\r\nHello\r\n".utf8)
            )
            let answers = try await pool.run(IntendSends([draft]))
            #expect(answers.map(\.word) == [.send])
        }
    }
}
