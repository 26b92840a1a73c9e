import Automation
import Foundation
import Postgres
import Store
import Testing

struct OutcomeTests {
    @Test func `what the server answered is recorded`() async throws {
        try await Scene.lend { scene in
            let sends = try await scene.intendSends(of: 2)
            try await scene.record(
                .sent,
                sends[0].delivery,
                fence: sends[0].job.lease.fence,
                reference: "250 queued as 5"
            )
            try await scene.record(
                .failed,
                sends[1].delivery,
                fence: sends[1].job.lease.fence,
                reference: "550 no such user"
            )

            #expect(try await scene.ledger() == ["sent; 1; 250 queued as 5", "failed; 1; 550 no such user"])
            #expect(try await scene.count("messaging.deliveries WHERE outcome_at = clock.now()") == 2)
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `an outcome that comes after its lease was lost is kept, and says so`() async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            let next = try await scene.takeOver([job])
            _ = try await scene.pool.run(HandOverAgain([(id: delivery, fence: next[0].lease.fence)]))
            try await scene.record(.sent, delivery, fence: job.lease.fence, reference: "250 late")

            let line = try await scene.ledger()[0]
            #expect(line.hasPrefix("sent; 2; 250 late; "))
            #expect(line.hasSuffix("an outcome came after its lease was lost"))
            #expect(try await scene.count("messaging.doubtful") == 1)
        }
    }

    @Test func `evidence of a send outweighs a failure; a failure never outweighs a send`() async throws {
        try await Scene.lend { scene in
            let sends = try await scene.intendSends(of: 2)
            for (states, send) in zip([[DeliveryOutcome.State.failed, .sent], [.sent, .failed]], sends) {
                for state in states { try await scene.record(state, send.delivery, fence: send.job.lease.fence) }
            }

            #expect(try await scene.texts("state FROM messaging.deliveries") == ["sent", "sent"])
        }
    }

    @Test func `an intent of which nothing was accepted is taken back, and the next attempt intends anew`() async throws
    {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            _ = try await scene.pool.run(WithdrawIntents([(delivery: delivery, fence: job.lease.fence)]))

            #expect(try await scene.count("messaging.deliveries") == 0)
            #expect(try await scene.count("messaging.messages") == 0)
            #expect(try await scene.intend(try await scene.write([job])).map(\.verdict) == [.send])
        }
    }

    @Test(arguments: ["another fence", "an outcome", "a doubt", "a second hand-over"])
    func `an intent is not taken back after anything that may have been a send`(what: String) async throws {
        try await Scene.lend { scene in
            let (job, delivery) = try await scene.intendSends()[0]
            var fence = job.lease.fence
            switch what {
            case "another fence": fence += 1
            case "an outcome": try await scene.record(.sent, delivery, fence: fence)
            case "a doubt":
                _ = try await scene.pool.run(DoubtDeliveries([(id: delivery, doubt: "no answer")], parked: false))
            default: _ = try await scene.pool.run(HandOverAgain([(id: delivery, fence: fence)]))
            }
            _ = try await scene.pool.run(WithdrawIntents([(delivery: delivery, fence: fence)]))

            #expect(try await scene.count("messaging.deliveries JOIN messaging.messages ON delivery_id = id") == 1)
        }
    }

    @Test func `the recipients of failed deliveries can be suppressed, once each`() async throws {
        try await Scene.lend { scene in
            let deliveries = try await scene.intendSends(of: 2).map(\.delivery)
            for _ in 0..<2 { _ = try await scene.pool.run(SuppressRecipients(deliveries, because: "unknown user")) }

            #expect(try await scene.texts("reason FROM messaging.suppressions") == ["unknown user", "unknown user"])
            #expect(
                try await scene.count(
                    "messaging.suppressions AS s JOIN crm.contacts AS c ON crm.address_hash(c.email) = s.address_hash"
                ) == 2
            )
        }
    }
}
