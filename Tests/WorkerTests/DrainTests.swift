import Automation
import Coordinator
import Delivery
import Foundation
import Postgres
import Store
import TestStage
import Testing
import Worker

/// A worker that is asked to stop with work in hand finishes what it has begun, and puts the rest back unchanged.
@Suite(.timeLimit(.minutes(5))) struct DrainTests {
    /// Takes messages, but answers none until it is released.
    private actor HeldChannel: Channel {
        private var held: [CheckedContinuation<Void, Never>] = []
        private var waiting: CheckedContinuation<Void, Never>?
        private var isHolding = true
        private(set) var taken = 0

        func deliver(_ message: OutgoingMessage) async -> Outcome {
            taken += 1
            waiting?.resume()
            waiting = nil
            if isHolding { await withCheckedContinuation { held.append($0) } }
            return .sent(reference: "250 taken")
        }

        /// Returns when it holds a message.
        func isTaking() async {
            if taken == 0 { await withCheckedContinuation { waiting = $0 } }
        }

        func letGo() {
            isHolding = false
            for continuation in held { continuation.resume() }
            held = []
        }
    }

    @Test func `what was begun is finished, and what was only claimed goes back as it was`() async throws {
        try await Stage.play(from: "2026-03-02T10:00:00Z") { stage in
            try await stage.publish(Dictionary(uniqueKeysWithValues: [Sample.email("news")]))
            let ada = try await stage.contact("ada@example.com")
            try await stage.sql(
                """
                SELECT queue.enqueue('email', 'send_email', jsonb_build_object('contact', $1::bigint, 'email', 'news'))
                FROM generate_series(1, 60)
                """,
                [.integer(ada.rawValue)]
            )
            try await stage.atPresent { pool in
                let coordinator = stage.coordinator(on: pool)
                let term = try await coordinator.takeLeadForLong(on: pool)
                while try await coordinator.turn(term: term) > 0 {}
                let channel = HeldChannel()
                let worker = stage.worker(on: pool, channel: channel)
                let running = Task { try await worker.run() }
                await channel.isTaking()

                running.cancel()
                await channel.letGo()
                try await running.value

                let sent = await channel.taken
                #expect((1..<60).contains(sent))
                #expect(try await pool.query("SELECT FROM queue.done WHERE outcome = 'done'").count == sent)
                let back = try await pool.query("SELECT FROM queue.ready WHERE attempt = 0 AND crashes = 0")
                #expect(back.count == 60 - sent)
                #expect(try await pool.query("SELECT FROM queue.attempts").isEmpty)
                #expect(try await pool.query("SELECT FROM queue.workers").isEmpty)
            }
            #expect(try await stage.violations() == [])
        }
    }
}
