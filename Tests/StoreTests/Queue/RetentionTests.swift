import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Data older than its retention is dropped, category by category; data that is still needed stays.
@Suite(.timeLimit(.minutes(10)))
struct RetentionTests {
    private static let day: TimeInterval = 86_400
    /// The test's present is within the months that have their own leaves.
    private static let start = Date.now

    private func forget(_ category: RetentionCategory, keeping days: Int, _ scene: Scene) async throws -> [String] {
        var gone: [String] = []
        while let piece = try await scene.pool.one(ForgetOld(category, keeping: .seconds(days * 86_400))) {
            gone.append(piece)
        }
        return gone
    }

    /// One row of each category, all of the present moment: an ended enrollment, with the data it left.
    private func live(_ scene: Scene) async throws {
        let (job, delivery) = try await scene.intendSends()[0]
        try await scene.record(.sent, delivery, fence: job.lease.fence)
        _ = try await scene.finish([job])
        _ = try await scene.leave([EnrollmentID(rawValue: 1)])
        try await scene.pool.execute(
            """
            SELECT crm.record_event(1, 'visited', message_id => 'm1');
            SELECT crm.refuse('api', '[{"contact": 1, "field": "score", "why": "not a number", "value": "x"}]');
            UPDATE crm.contacts SET lifecycle_stage = 'lead';
            UPDATE crm.contacts SET lifecycle_stage = 'mql';
            INSERT INTO messaging.verdicts (job_id, contact_id, at, verdict, reason)
                VALUES (1, 1, clock.now(), 'later', 'outside its hours')
            """
        )
    }

    private static let places: [(RetentionCategory, rows: String)] = [
        (.jobs, "queue.done"), (.events, "crm.events"), (.history, "automation.history"),
        (.history, "messaging.verdicts"), (.messages, "messaging.messages"), (.messageIDs, "crm.message_ids"),
        (.refused, "crm.refused"), (.deliveries, "messaging.deliveries"),
        (.enrollments, "automation.enrollments"), (.stages, "crm.stage_history WHERE left_at IS NOT NULL"),
    ]

    @Test func `each category goes when it is older than it is kept, and not before`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await live(scene)
            for (category, rows) in Self.places {
                #expect(try await scene.count(rows) > 0, "\(rows)")
                try await scene.later(30 * Self.day) { scene async throws in
                    #expect(try await forget(category, keeping: 40, scene) == [])
                }
                #expect(try await scene.count(rows) > 0, "\(rows)")
            }
            try await scene.later(80 * Self.day) { scene async throws in
                for category in RetentionCategory.allCases {
                    #expect(try await forget(category, keeping: 40, scene).isEmpty == false, "\(category)")
                }
                for (_, rows) in Self.places { #expect(try await scene.count(rows) == 0, "\(rows)") }
                #expect(try await scene.count("crm.stage_history") == 1)
                #expect(try await scene.count("crm.contacts") == 1)
                #expect(try await scene.violations() == [])
            }
        }
    }

    @Test func `a row of a month that was dropped still finds a place, and goes with the next look`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await scene.contact()
            try await scene.later(80 * Self.day) { later in _ = try await forget(.events, keeping: 40, later) }
            try await scene.pool.execute("SELECT crm.record_event(1, 'late')")
            #expect(try await scene.texts("tableoid::regclass FROM crm.events") == ["crm.events_past"])
            try await scene.later(80 * Self.day) { later async throws in
                #expect(try await forget(.events, keeping: 40, later) == ["1 row of crm.events_past"])
            }
        }
    }

    @Test func `the delivery of a walk that is active stays, and of the walk that was merged into it`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            for (job, delivery) in try await scene.intendSends(of: 2) {
                try await scene.record(.sent, delivery, fence: job.lease.fence)
                _ = try await scene.finish([job])
            }
            try await scene.pool.execute("SELECT crm.merge(1, 2)")
            #expect(
                try await scene.count("automation.enrollments WHERE state = 'ended' AND merged_into IS NOT NULL") == 1
            )
            try await scene.later(80 * Self.day) { later async throws in
                #expect(try await forget(.deliveries, keeping: 40, later) == [])
                #expect(try await forget(.enrollments, keeping: 40, later) == [])

                let active = try await later.texts("id FROM automation.enrollments WHERE state = 'active'").compactMap(
                    Int64.init
                )
                _ = try await later.leave(active.map { EnrollmentID(rawValue: $0) })
                #expect(try await forget(.deliveries, keeping: 40, later) == ["2 rows of messaging.deliveries"])
            }
        }
    }

    @Test func `the delivery of a dead job stays: it could be sent again by redriving`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            let (job, delivery) = try await scene.intendSends()[0]
            try await scene.record(.sent, delivery, fence: job.lease.fence)
            _ = try await scene.leave([EnrollmentID(rawValue: 1)])
            try await scene.pool.execute("UPDATE queue.running SET crashes = 2")
            #expect(try await scene.rescue().map(\.isDead) == [true])
            try await scene.later(80 * Self.day) { later async throws in
                #expect(try await forget(.deliveries, keeping: 40, later) == [])
                try await later.pool.execute("DELETE FROM queue.dead")
                #expect(try await forget(.deliveries, keeping: 40, later) == ["1 row of messaging.deliveries"])
            }
        }
    }

    @Test func `a delivery without outcome stays; without its message it is never handed over again`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            let (job, _) = try await scene.intendSends()[0]
            try await scene.rescue()
            try await scene.later(80 * Self.day) { later async throws in
                #expect(try await forget(.messages, keeping: 40, later).count >= 1)
                #expect(try await forget(.deliveries, keeping: 40, later) == [])

                let next = try await later.claim(as: "next", alone: true)
                #expect(next.map(\.id) == [job.id])
                #expect(try await later.intend(try await later.write(next)).map(\.verdict) == [.already(.doubtful)])
                let doubt =
                    "its worker died while handing it over; not handed over again: its message is no longer kept"
                #expect(try await later.ledger() == ["doubtful; 1; \(doubt)"])
                #expect(try await later.violations() == [])
            }
        }
    }

    @Test func `a messageId is recognized as long as it is kept`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await scene.contact()
            let record = "SELECT crm.record_event(1, 'visited', message_id => 'm1')"
            try await scene.pool.execute(record)
            try await scene.later(20 * Self.day) { later async throws in
                _ = try await forget(.messageIDs, keeping: 30, later)
                try await later.pool.execute(record)
                #expect(try await later.count("crm.events") == 1)
            }
            try await scene.later(31 * Self.day) { later async throws in
                #expect(try await forget(.messageIDs, keeping: 30, later) == ["1 row of crm.message_ids"])
            }
        }
    }

    @Test func `many rows go in batches`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await scene.pool.execute(
                "INSERT INTO crm.message_ids SELECT n, clock.now() FROM generate_series(1, 12000) AS n"
            )
            try await scene.later(31 * Self.day) { later async throws in
                let batches = [5000, 5000, 2000].map { "\($0) rows of crm.message_ids" }
                #expect(try await forget(.messageIDs, keeping: 30, later) == batches)
            }
        }
    }

    @Test func `a long reader of a category makes forgetting give up after half a second`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await scene.inSession { reader in
                try await reader.execute("BEGIN; SELECT FROM automation.history")
                try await scene.later(80 * Self.day) { later async throws in
                    let refusal = await refusal { _ = try await forget(.history, keeping: 40, later) }
                    #expect(refusal?.sqlstate == "55P03")
                    #expect(try await forget(.events, keeping: 40, later).isEmpty == false)
                }
                try await reader.execute("ROLLBACK")
            }
        }
    }

    @Test func `a dry run says what would go, and drops nothing`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await live(scene)
            let kept = RetentionCategory.allCases.map { ($0, $0 == .stages ? nil : Duration.seconds(40 * 86_400)) }
            try await scene.later(80 * Self.day) { later async throws in
                try await later.inSession { session in
                    let answer = try await OperatorCall.forgettable(kept).run(on: session)
                    let lines = answer.rows.map {
                        [$0[0], $0[1], $0[2], $0[6]].map { $0 ?? "" }.joined(separator: "; ")
                    }
                    #expect(
                        lines == [
                            "jobs; 40 days; queue.attempts; 0", "jobs; 40 days; queue.done; 2",
                            "events; 40 days; crm.events; 1",
                            "history; 40 days; automation.history; 2", "history; 40 days; crm.value_changes; 2",
                            "history; 40 days; messaging.verdicts; 1",
                            "messages; 40 days; messaging.messages; 1", "message_ids; 40 days; crm.message_ids; 1",
                            "refused; 40 days; crm.refused; 1", "deliveries; 40 days; messaging.deliveries; 1",
                            "enrollments; 40 days; automation.enrollments; 1",
                            "stages; without end; crm.stage_history; 0",
                        ]
                    )
                }
                for (_, rows) in Self.places { #expect(try await later.count(rows) > 0, "\(rows)") }
            }
        }
    }

    @Test func `an operator's drops are one line of the audit, and are not undone`() async throws {
        try await Scene.lend(at: Self.start) { scene async throws in
            try await scene.pool.execute(
                "INSERT INTO crm.message_ids SELECT n, clock.now() FROM generate_series(1, 6000) AS n"
            )
            try await scene.later(31 * Self.day) { later async throws in
                let act = ForgetNow(.messageIDs, keeping: .seconds(30 * 86_400), because: "room")
                for _ in 1...3 { _ = try await later.pool.one(act) }
            }
            let audit = "concat_ws(' ', verb, subject ->> 'category', changed, reason) FROM queue.audit"
            #expect(try await scene.texts(audit) == ["forget message_ids 2 room"])
            let undo = await refusal { _ = try await scene.rows("SELECT queue.undo(1, 'a mistake')") }
            #expect(undo?.message == "action 1 is not undone: what it dropped is gone")
        }
    }

    @Test(arguments: [
        (
            "automation.forget('mails', '90 days')",
            "there is no category \"mails\" of retention; there are: jobs, events, history, "
                + "messages, message_ids, refused, deliveries, enrollments, stages"
        ),
        ("automation.forget('events', '1 hour')", "events are kept for a day at least"),
        ("automation.forget('events', NULL)", "events are kept for a day at least"),
        ("automation.forget_now('events', '90 days', ' ')", "say why: a reason is missing"),
    ])
    func `a mistake drops nothing and says what is wrong`(call: String, message: String) async throws {
        try await Scene.lend { scene async throws in
            let refusal = await refusal { _ = try await scene.rows("SELECT \(call)") }
            #expect(refusal?.message == message)
        }
    }
}
