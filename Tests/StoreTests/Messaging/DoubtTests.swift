import Automation
import Foundation
import Postgres
import Store
import Testing

struct DoubtTests {
    @Test func `a doubtful message is handed over again byte for byte, and listed`() async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            let next = try await scene.takeOver([job])[0]
            let frozen = try await scene.pool.one(HandOverAgain([(id: delivery, fence: next.lease.fence)]))

            #expect(String(decoding: frozen.content, as: UTF8.self) == "Hello, message \(delivery)")
            #expect((frozen.delivery, frozen.sender) == (delivery, "news@example.org"))
            #expect(try await scene.texts("handovers FROM messaging.doubtful") == ["2"])
            #expect(try await scene.texts("fence FROM messaging.deliveries") == ["\(next.lease.fence)"])

            try await scene.record(.sent, delivery, fence: next.lease.fence)
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `nothing is handed over again that has an outcome`() async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            try await scene.record(.sent, delivery, fence: job.lease.fence)

            #expect(try await scene.pool.run(HandOverAgain([(id: delivery, fence: job.lease.fence)])).isEmpty)
            #expect(try await scene.ledger() == ["sent; 1; 250 ok"])
        }
    }

    @Test func `a doubt is written down; a parked one is over`() async throws {
        try await Scene.lend { scene in
            let sends = try await scene.intendSends(of: 3)
            try await scene.record(.sent, sends[2].delivery, fence: sends[2].job.lease.fence)
            for (send, parked) in zip(sends, [false, true, true]) {
                _ = try await scene.pool.run(DoubtDeliveries([(id: send.delivery, doubt: "no answer")], parked: parked))
            }

            #expect(try await scene.ledger() == ["sending; 1; no answer", "doubtful; 1; no answer", "sent; 1; 250 ok"])
            #expect(try await scene.count("messaging.doubtful") == 2)
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `a doubtful send whose enrollment ends while it waits is kept as doubtful`() async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            _ = try await scene.pool.run(DoubtDeliveries([(id: delivery, doubt: "no answer")], parked: false))
            try await scene.fail(job, "no answer", retryAfter: 900, isCounted: false)
            _ = try await scene.leave([EnrollmentID(rawValue: 1)])

            #expect(try await scene.ledger() == ["doubtful; 1; no answer; not handed over again: its enrollment ended"])
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `a doubtful send that an operator cancels while it waits is kept as doubtful`() async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            _ = try await scene.pool.run(DoubtDeliveries([(id: delivery, doubt: "no answer")], parked: false))
            _ = try await scene.leave([EnrollmentID(rawValue: 1)])
            try await scene.fail(job, "no answer", retryAfter: 900, isCounted: false)
            _ = try await scene.texts("queue.cancel($1, 'it is old')", [.integer(job.id)])

            #expect(try await scene.ledger() == ["doubtful; 1; no answer; not handed over again: it is old"])
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `what a job may have sent that is given up is listed as doubtful`() async throws {
        try await Scene.lend { scene in
            let (job, _) = try await scene.intendSends()[0]
            try await scene.pool.execute("UPDATE queue.running SET crashes = 2")
            #expect(try await scene.rescue().map(\.isDead) == [true])
            _ = try await scene.pool.run(GiveUpJobs([(job.id, "three workers died")]))

            let doubt = "its worker died while handing it over; its job was given up: three workers died"
            #expect(try await scene.ledger() == ["sending; 1; \(doubt)"])
            #expect(try await scene.count("messaging.doubtful") == 1)
        }
    }

    @Test func `what a job may have sent that expires is listed as doubtful`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.intendSends()
            try await scene.pool.execute("UPDATE queue.running SET expires_at = clock.now() + interval '1 minute'")
            try await scene.rescue()
            try await scene.later(60) { scene async throws in
                #expect(try await scene.claim(as: "next", alone: true).isEmpty)
                #expect(try await scene.texts("reason FROM queue.dead") == ["expired"])
            }

            #expect(try await scene.ledger() == ["sending; 1; its worker died while handing it over; its job expired"])
        }
    }

    @Test func `a job that had expired and is dead again by undoing says so once`() async throws {
        try await Scene.lend { scene in
            _ = try await scene.intendSends()
            try await scene.pool.execute("UPDATE queue.running SET expires_at = clock.now() + interval '1 minute'")
            try await scene.rescue()
            try await scene.later(60) { scene async throws in
                #expect(try await scene.claim(as: "next", alone: true).isEmpty)
                for act in ["preview('redrive', '{\"queue\": \"email\"}')", "apply(1, 'again')", "undo(1, 'no')"] {
                    try await scene.pool.execute("SELECT queue.\(act)")
                }
                #expect(try await scene.texts("reason FROM queue.dead") == ["expired"])
            }

            #expect(try await scene.ledger() == ["sending; 1; its worker died while handing it over; its job expired"])
        }
    }

    @Test func `why nothing came is told, newest first`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let enrollment = try await scene.enroll([try await scene.contact("bob@example.org")])[0]
            let line = HistoryLine(
                .notSent,
                "no e-mail address",
                enrollment: try #require(enrollment.enrollment),
                contact: enrollment.contact,
                workflow: WorkflowVersion("welcome", 1),
                step: StepID("send")
            )
            _ = try await scene.pool.run(NoteHistory([line]))
            try await scene.later(60) { scene in
                try await scene.release([], validFor: nil)
                _ = try await scene.makeSends()
                let gated = try await scene.pool.run(ReadGatedSends(limit: 10))
                _ = try await scene.pool.run(
                    RecordVerdicts([
                        SendVerdict(.later, for: gated[0], until: scene.now + 60, because: "outside its hours")
                    ])
                )
                try await scene.pool.execute("UPDATE messaging.verdicts SET contact_id = 1")

                #expect(
                    try await scene.texts("concat_ws(' ', verdict, reason) FROM messaging.why_not_sent(1)")
                        == ["later outside its hours", "skip no e-mail address"]
                )
            }
        }
    }
}
