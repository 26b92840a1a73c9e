import Automation
import Foundation
import Postgres
import Store
import Testing

struct SettleTests {
    @Test func `each enrollment rests where it is told to`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let enrollments = try await scene.enroll(try await scene.contacts(2)).compactMap(\.enrollment)
            let jobs = try await scene.enqueue(2, in: "automation", after: 60)
            try await scene.later(30) { scene in
                _ = try await scene.pool.run(
                    SettleEnrollments([
                        Place(enrollments[0], at: "wait", job: jobs[0], stepsTaken: 1),
                        Place(enrollments[1], at: nil, job: jobs[1], stepsTaken: 2),
                    ])
                )
            }

            #expect(
                try await scene.texts(
                    "concat_ws(' ', step, job_id, steps_taken, date_part('epoch', arrived_at - enrolled_at)::int) FROM automation.enrollments ORDER BY id"
                )
                    == ["wait \(jobs[0]) 1 30", "\(jobs[1]) 2 30"]
            )
        }
    }

    @Test func `whoever has left is not brought back`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let enrollment = try #require(try await scene.enroll([try await scene.contact()]).first?.enrollment)
            _ = try await scene.leave([enrollment])
            _ = try await scene.pool.run(SettleEnrollments([Place(enrollment, at: "send", job: 1, stepsTaken: 1)]))

            #expect(try await scene.texts("state FROM automation.enrollments WHERE job_id IS NULL") == ["ended"])
        }
    }

    @Test func `history keeps its order, whatever each line is about`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let contact = try await scene.contact()
            let enrollment = try #require(try await scene.enroll([contact]).first?.enrollment)
            let lines: [HistoryLine] = [(.waits, "2 days"), (.branched, nil), (.notSent, "unsubscribed")].map {
                what,
                detail in
                HistoryLine(
                    what,
                    detail,
                    enrollment: enrollment,
                    contact: contact,
                    workflow: WorkflowVersion("welcome", 1),
                    step: "send"
                )
            }
            _ = try await scene.pool.run(NoteHistory(lines))

            #expect(
                try await scene.history() == [
                    "enrolled: asked for", "waits: 2 days", "branched", "not sent: unsubscribed",
                ]
            )
            #expect(try await scene.texts("what FROM automation.timeline(\(contact.rawValue))").count == 4)
        }
    }
}
