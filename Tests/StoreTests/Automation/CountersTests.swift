import Automation
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Events are counted as they happen. Overviews read the counters, not the history.
struct CountersTests {
    /// `what step reason times`, over all days.
    private func counts(_ scene: Scene, _ what: String) async throws -> [String] {
        try await scene.texts(
            """
            concat_ws(' ', what, step, reason, sum(times)) FROM automation.counts
            WHERE what = '\(what)' GROUP BY what, step, reason ORDER BY 1
            """
        )
    }

    @Test func `enrollments, refusals and ends are counted with their reasons`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contacts = try await scene.contacts(3)
            let answers = try await scene.enroll(contacts, because: "form")
            _ = try await scene.enroll([contacts[0]], because: "form")
            _ = try await scene.pool.run(
                LeaveWorkflow([
                    (answers[0].enrollment!, reason: "goal met", step: "send"),
                    (answers[1].enrollment!, reason: "failed: 550 no", step: "send"),
                ])
            )

            #expect(try await counts(scene, "enrolled") == ["enrolled 3"])
            #expect(try await counts(scene, "not enrolled") == ["not enrolled already active 1"])
            #expect(try await counts(scene, "ended") == ["ended send failed 1", "ended send goal met 1"])
            #expect(
                try await scene.texts("concat_ws(' ', active, ended, sent) FROM automation.overview") == ["1 2 0"]
            )
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `a step counts the walks that came to rest there, and those that rest there now`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let answers = try await scene.enroll(try await scene.contacts(3), because: "form")
            let jobs = try await scene.enqueue(2, after: 60)
            _ = try await scene.pool.run(
                SettleEnrollments([
                    Place(answers[0].enrollment!, at: "next", job: jobs[0], stepsTaken: 1),
                    // Still before the same step, but with another job.
                    Place(answers[1].enrollment!, at: "send", job: jobs[1], stepsTaken: 0),
                ])
            )
            _ = try await scene.leave([answers[2].enrollment!])

            #expect(
                try await scene.texts("concat_ws(' ', step, arrived, here_now) FROM automation.standing ORDER BY step")
                    == ["next 1 1", "send 3 1"]
            )
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `folding adds up what was counted, once, and changes no count`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let term = try await scene.lead()
            let contacts = try await scene.contacts(3)
            _ = try await scene.enroll(Array(contacts.prefix(2)), because: "form")
            #expect(try await scene.pool.one(FoldCounters(term: term)) == 2)
            _ = try await scene.enroll(Array(contacts.suffix(1)), because: "form")
            let before = try await counts(scene, "enrolled")

            #expect(try await scene.pool.one(FoldCounters(term: term)) == 2)
            #expect(try await scene.pool.one(FoldCounters(term: term)) == 0)

            #expect(before == ["enrolled 3"])
            #expect(try await counts(scene, "enrolled") == before)
            #expect(
                try await scene.texts("what || ' ' || times FROM automation.counters ORDER BY what") == [
                    "arrived 3", "enrolled 3",
                ]
            )
        }
    }

    @Test func `two transactions that count the same do not wait for each other, nor for the fold`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let term = try await scene.lead()
            let contacts = try await scene.contacts(2)
            try await scene.inSession { session in
                try await session.execute("BEGIN")
                try await session.execute(
                    "INSERT INTO automation.history (contact_id, at, workflow, version, what) VALUES (1, clock.now(), 'welcome', 1, 'sent')"
                )
                _ = try await scene.enroll(contacts, because: "form")
                #expect(try await scene.pool.one(FoldCounters(term: term)) == 2)
                try await session.execute("COMMIT")
            }
            #expect(try await counts(scene, "sent") == ["sent 1"])
        }
    }

    @Test func `nothing of an undone transaction is counted`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contacts = try await scene.contacts(1)
            struct Undone: Error {}
            await #expect(throws: Undone.self) {
                try await scene.pool.transaction { connection in
                    _ = try await connection.query(
                        "SELECT automation.note('{1}', '{1}', '{welcome}', '{1}', '{s}', '{sent}', '{x}')"
                    )
                    throw Undone()
                }
            }
            #expect(contacts.count == 1)
            #expect(try await counts(scene, "sent") == [])
        }
    }
}
