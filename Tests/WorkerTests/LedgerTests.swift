import Automation
import Coordinator
import Delivery
import Engine
import Foundation
import Postgres
import Store
import Synchronization
import Telemetry
import TestStage
import TestSupport
import Testing

@testable import Worker

/// A message is handed over once, or is listed as doubtful.
@Suite struct LedgerTests {
    private let twoMails = """
          - send_email: one
          - wait: 1 day
          - send_email: two
        """

    @Test func `a job that no worker can do is given up at once, and says why`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.sql("INSERT INTO crm.contacts (email) VALUES ('ada@example.com')")
            try await stage.sql("SELECT queue.enqueue('email', 'send_email', '{\"contact\": 1, \"email\": \"gone\"}')")

            try await stage.work()

            let dead = try await stage.sql("SELECT reason || ': ' || note AS why FROM queue.dead")
            #expect(try dead.map { try $0.text("why") } == ["refused: there is no such e-mail"])
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `what is given up after its lease was lost is a late outcome, and no dead job`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let pool = stage.database.pool
            try await stage.sql(#"SELECT queue.place('[{"queue": "email", "kind": "k"}]')"#)
            let jobs = try await pool.run(ClaimJobs(from: "email", limit: 1, worker: "slow", nonce: UUID()))
            _ = try await pool.run(FinishJobs(jobs.map(\.lease)))
            let said = Mutex<[Observation]>([])
            let settlement = Settlement(
                jobs: jobs,
                results: [jobs[0].id: SettledSend(result: .impossible(reason: "the contact is gone"))],
                walk: Walk(library: WorkflowLibrary(), workspaceZone: .paris),
                policy: .park,
                observe: Observer { observation in said.withLock { $0.append(observation) } }
            )

            try await pool.transaction { try await settlement.commit(on: $0) }

            #expect(said.withLock { $0 } == [.staleFinish(job: jobs[0].id)])
        }
    }

    @Test(.row("G8")) func `a refused mailbox is suppressed, and its walk ends with the server's words`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let unknown = Refusal(
                code: "550 5.1.1",
                explanation: "no such user",
                concern: .unknownRecipient
            )
            stage.postbox.answer(.refused(unknown), to: "ada@example.com")
            let contact = try await stage.begin(twoMails)

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.isEmpty)
            #expect(try await stage.endReason(of: contact) == "failed: 550 5.1.1 no such user")
            #expect(
                try await stage.sql(
                    "SELECT reason FROM messaging.suppressions WHERE address_hash = crm.address_hash('ada@example.com')"
                ).count == 1
            )
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a message that was not accepted is tried again, and sent once`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let busy = Refusal(code: "451 4.3.0", explanation: "try again later", concern: .messageForNow)
            stage.postbox.answer(
                .refused(busy),
                .notAttempted(explanation: "connection refused"),
                to: "ada@example.com"
            )
            _ = try await stage.begin("  - send_email: one")

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.count == 1)
            // Only a server's answer counts as an attempt.
            let attempts = try await stage.sql("SELECT error FROM queue.attempts ORDER BY attempt")
            #expect(try attempts.map { try $0.text("error") } == ["451 4.3.0 try again later"])
            #expect(try await stage.sql("SELECT FROM messaging.doubtful").isEmpty)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `a message that never is accepted ends its walk as failed after ten attempts`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let busy = Refusal(code: "451 4.3.0", explanation: "busy", concern: .messageForNow)
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

    @Test func `a repetition that was certainly not accepted is tried again, however long that takes`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            stage.postbox.answer(
                .doubtful(explanation: "no answer"),
                .notAttempted(explanation: "connection refused"),
                .notAttempted(explanation: "connection refused"),
                to: "ada@example.com"
            )
            _ = try await stage.begin("  - send_email: one")

            try await stage.run(until: "2026-03-10T00:00:00Z")

            #expect(stage.postbox.mail.count == 2)
            #expect(try await stage.sql("SELECT FROM messaging.doubtful WHERE state = 'sent'").count == 1)
            #expect(try await stage.violations() == [])
        }
    }

    @Test func `an hour without a mail server costs nobody the walk`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            stage.postbox.always(.notAttempted(explanation: "connection refused"), to: "ada@example.com")
            let contact = try await stage.begin("  - send_email: one")
            try await stage.run(until: "2026-03-02T11:30:00Z")
            #expect(try await stage.endReason(of: contact) == nil)

            stage.postbox.always(.sent(reference: "250 ok"), to: "ada@example.com")
            try await stage.run(until: "2026-03-02T11:36:00Z")

            #expect(stage.postbox.mail.count == 1)
            #expect(try await stage.endReason(of: contact) == "completed")
        }
    }

    @Test func `a job that three workers died with ends its walk, and on_exit runs`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            let rules = "on_exit:\n  - set: { lead_status: \"free\" }"
            let contact = try await stage.begin("  - wait: 1 day", rules: rules)
            try await stage.killThreeWorkers()

            #expect(try await stage.endReason(of: contact) == "failed: the step killed three workers")
            try await stage.work()
            #expect(try await stage.sql("SELECT lead_status FROM crm.contacts").first?.text("lead_status") == "free")
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
            try await stage.workUntilSendIsReady()
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
    /// Advances the enrollment until its send is ready to be claimed.
    func workUntilSendIsReady() async throws {
        try await atPresent { pool in
            let coordinator = coordinator(on: pool)
            let worker = worker(on: pool)
            let term = try await coordinator.takeLeadForLong(on: pool)
            _ = try await pool.query("SELECT queue.pause('email', 'until the send is ready')")
            while try await pool.query("SELECT FROM queue.ready WHERE queue = 'email'").isEmpty {
                _ = try await coordinator.turn(term: term) + worker.turn()
            }
            _ = try await pool.query("SELECT queue.resume('email', 'it is ready')")
            await worker.close()
        }
    }

    /// Three workers claim the only job, one after another, and disappear.
    func killThreeWorkers() async throws {
        try await atPresent { pool in
            let coordinator = coordinator(on: pool)
            let term = try await coordinator.takeLeadForLong(on: pool)
            while try await coordinator.turn(term: term) > 0 {}
            for death in 0..<3 {
                let claim = ClaimJobs(
                    from: "automation",
                    limit: 1,
                    worker: "doomed-\(death)",
                    nonce: UUID(),
                    alone: death > 0
                )
                #expect(try await pool.run(claim).count == 1)
                while try await coordinator.turn(term: term) > 0 {}
            }
        }
    }

    /// Another worker claims the send, commits its intent, and disappears.
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
            #expect(answers.map(\.verdict) == [.send])
        }
    }
}
