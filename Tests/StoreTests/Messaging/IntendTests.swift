import Automation
import Foundation
import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct IntendTests {
    @Test func `an intent is committed with its message, frozen`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends()
            let drafts = try await scene.write(jobs)
            let answer = try await scene.intend(drafts)[0]

            #expect(
                (answer.verdict, answer.job, answer.delivery, answer.handovers) == (
                    .send, jobs[0].id, drafts[0].delivery, 1
                )
            )
            #expect(answer.intentAt == scene.now)
            #expect(try await scene.ledger() == ["sending; 1"])
            #expect(
                try await scene.texts(
                    "concat_ws(' ', workflow, step, email, email_version, dedup_key, fence = \(jobs[0].lease.fence)) FROM messaging.deliveries"
                )
                    == ["welcome send hello 1 1/send/0 t"]
            )
            #expect(
                try await scene.texts("convert_from(content, 'UTF8') FROM messaging.messages") == [
                    "Hello, message \(answer.delivery)"
                ]
            )
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `in one batch each send has its own verdict`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends(of: 5)
            let drafts = try await scene.write(jobs)
            _ = try await scene.leave([EnrollmentID(rawValue: 2)])
            _ = try await scene.unsubscribe(ContactID(rawValue: 3))
            try await scene.pool.execute(
                "SELECT messaging.suppress(ARRAY['\(drafts[3].recipient.uppercased())'], 'complaint')"
            )
            _ = try await scene.pool.run(UnclaimJobs([jobs[4].lease]))
            let answers = try await scene.intend(drafts)

            #expect(
                answers.map(\.verdict) == [
                    .send, .ended, .blocked(reason: "the contact has unsubscribed"),
                    .blocked(reason: "the address is suppressed"), .stale,
                ]
            )
            #expect(try await scene.count("messaging.deliveries") == 1)
            #expect(try await scene.count("messaging.messages") == 1)
        }
    }

    @Test(arguments: [("paused", IntentVerdict.paused), ("off", .send), ("active", .send)])
    func `a workflow that is turned off lets those inside finish; a paused one does not`(
        state: String,
        verdict: IntentVerdict
    ) async throws {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends())
            try await scene.pool.execute(
                "UPDATE automation.workflows SET state = '\(state)', paused_reason = CASE '\(state)' WHEN 'paused' THEN 'typo' END"
            )
            #expect(try await scene.intend(drafts).map(\.verdict) == [verdict])
        }
    }

    @Test func `nothing is sent after its window has closed`() async throws {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends(validFor: 60))
            try await scene.later(60) { scene async throws in
                #expect(try await scene.intend(drafts).map(\.verdict) == [.closed])
                #expect(try await scene.count("messaging.deliveries") == 0)
            }
            try await scene.later(59) { scene async throws in
                #expect(try await scene.intend(drafts).map(\.verdict) == [.send])
            }
        }
    }

    @Test func `an enrollment that has gone on answers ended`() async throws {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends())
            let other = try await scene.enqueue(after: 60)[0]
            _ = try await scene.pool.run(
                SettleEnrollments([Place(EnrollmentID(rawValue: 1), at: "next", job: other, stepsTaken: 1)])
            )
            #expect(try await scene.intend(drafts).map(\.verdict) == [.ended])
        }
    }

    @Test func `a worker that was given up intends nothing`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.claimSends()
            let drafts = try await scene.write(jobs)
            _ = try await scene.takeOver(jobs)

            #expect(try await scene.intend(drafts).map(\.verdict) == [.stale])
            #expect(try await scene.count("messaging.deliveries") == 0)
        }
    }

    @Test func `a second intent of the same step answers the first one's delivery`() async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            let next = try await scene.takeOver([job])
            let drafts = try await scene.write(next)
            let doubtful = try await scene.intend(drafts)[0]
            #expect((doubtful.verdict, doubtful.delivery, doubtful.handovers) == (.doubtful, delivery, 1))
            #expect(doubtful.intentAt == scene.now)

            try await scene.record(.sent, delivery, fence: job.lease.fence)
            let already = try await scene.intend(drafts)[0]
            #expect((already.verdict, already.delivery) == (.already(.sent), delivery))
            #expect(try await scene.count("messaging.deliveries") == 1)
        }
    }

    @Test func `of two intents of one step at the same moment one may send, and the other is in doubt`() async throws {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends(of: 2, dedupKey: "the same step"))
            try await scene.inSession { session in
                try await session.execute("BEGIN")
                let first = try await session.run(IntendSends([drafts[0]]))[0]
                async let racing = scene.intend([drafts[1]])
                try await scene.untilSomeoneWaits()
                try await session.execute("COMMIT")
                let second = try await racing[0]

                #expect(first.verdict == .send)
                #expect((second.verdict, second.delivery) == (.doubtful, first.delivery))
                #expect(try await scene.count("messaging.messages") == 1)
            }
        }
    }

    @Test func `beside an opt-out under way nothing is intended, nor after it, and messages to others do not wait`()
        async throws
    {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends(of: 2))
            try await scene.inSession { contact in
                try await contact.execute("BEGIN")
                #expect(try await contact.one(Unsubscribe(ContactID(rawValue: 1), from: nil, source: "one-click")))
                #expect(try await scene.intend(drafts).map(\.verdict) == [.held, .send])
                try await contact.execute("COMMIT")

                #expect(
                    try await scene.intend(drafts).map(\.verdict) == [
                        .blocked(reason: "the contact has unsubscribed"), .doubtful,
                    ]
                )
                #expect(try await scene.count("messaging.deliveries") == 1)
            }
        }
    }

    @Test func `an opt-out waits for an intent under way, and no other follows it`() async throws {
        try await Scene.lend { scene in
            let drafts = try await scene.write(try await scene.claimSends())
            try await scene.inSession { worker in
                try await worker.execute("BEGIN")
                #expect(try await worker.run(IntendSends(drafts)).map(\.verdict) == [.send])
                async let optOut = scene.unsubscribe(ContactID(rawValue: 1))
                try await scene.untilSomeoneWaits()
                try await worker.execute("COMMIT")

                #expect(try await optOut)
                #expect(try await scene.count("messaging.deliveries") == 1)
            }
        }
    }

    @Test(arguments: ["ended", "unsubscribed"])
    func `what nobody wants any more is not handed over again, but kept as doubtful`(why: String) async throws {
        try await Scene.lend { scene in
            let (job, _) = try await scene.intendSends()[0]
            let next = try await scene.takeOver([job])
            switch why {
            case "ended": _ = try await scene.leave([EnrollmentID(rawValue: 1)])
            default: _ = try await scene.unsubscribe(ContactID(rawValue: 1))
            }

            #expect(try await scene.intend(try await scene.write(next)).map(\.verdict) == [.already(.doubtful)])
            #expect(try await scene.texts("state FROM messaging.doubtful") == ["doubtful"])
            #expect(try await scene.count("messaging.deliveries WHERE state = 'sending'") == 0)
        }
    }
}
