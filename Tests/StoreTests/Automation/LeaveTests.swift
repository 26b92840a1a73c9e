import Automation
import Foundation
import Postgres
import Store
import Testing

struct LeaveTests {
    /// An enrollment whose next step waits.
    private func resting(in scene: Scene, gate: String? = nil) async throws -> (enrollment: EnrollmentID, job: Int64) {
        try await scene.apply()
        let enrollment = try #require(try await scene.enroll([try await scene.contact()]).first?.enrollment)
        let jobs = try await scene.claim(from: "automation")
        _ = try await scene.finish(jobs)
        let job = try await scene.enqueue(
            in: gate == nil ? "automation" : "email",
            after: gate == nil ? 3600 : nil,
            gate: gate
        )[0]
        _ = try await scene.pool.run(SettleEnrollments([Place(enrollment, at: "send", job: job, stepsTaken: 1)]))
        return (enrollment, job)
    }

    @Test(arguments: [nil, "send"])
    func `whoever leaves is out at once, and the work that waited is cancelled`(gate: String?) async throws {
        try await Scene.lend { scene in
            let (enrollment, job) = try await resting(in: scene, gate: gate)
            let left = try await scene.leave([enrollment], because: "goal met")

            #expect(left == [enrollment])
            #expect(try await scene.places()[job] == "cancelled")
            #expect(try await scene.texts("note FROM queue.done WHERE id = \(job)") == ["its enrollment ended"])
            #expect(
                try await scene.texts(
                    "concat_ws(' ', state, end_reason, ended_at = clock.now()) FROM automation.enrollments"
                ) == ["ended goal met t"]
            )
            #expect(try await scene.history().last == "ended: goal met")
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `only active enrollments can leave, and only once`() async throws {
        try await Scene.lend { scene in
            let (enrollment, _) = try await resting(in: scene)
            _ = try await scene.leave([enrollment], because: "first")

            #expect(try await scene.leave([enrollment, EnrollmentID(rawValue: 999)], because: "second").isEmpty)
            #expect(try await scene.texts("end_reason FROM automation.enrollments") == ["first"])
            #expect(try await scene.history().count { $0.hasPrefix("ended") } == 1)
        }
    }

    @Test func `a job that is under way finds out that its enrollment is over`() async throws {
        try await Scene.lend { scene in
            try await scene.apply()
            let enrollment = try #require(try await scene.enroll([try await scene.contact()]).first?.enrollment)
            let jobs = try await scene.claim(from: "automation")
            _ = try await scene.leave([enrollment])

            #expect(try await scene.pool.run(HoldEnrollments(ofJobs: jobs.map(\.id))).isEmpty)
            #expect(try await scene.finish(jobs) == [.done])
            #expect(try await scene.violations().isEmpty)
        }
    }

    @Test func `whoever leaves while a step is settled leaves after it`() async throws {
        try await Scene.lend { scene in
            let (enrollment, _) = try await resting(in: scene)
            let next = try await scene.enqueue(in: "automation", after: 60)[0]
            try await scene.inSession { session in
                try await session.execute("BEGIN")
                _ = try await session.run(SettleEnrollments([Place(enrollment, at: "send", job: next, stepsTaken: 2)]))
                async let left = scene.leave([enrollment])
                try await scene.untilSomeoneWaits()
                try await session.execute("COMMIT")

                #expect(try await left == [enrollment])
                #expect(try await scene.places()[next] == "cancelled")
            }
        }
    }
}
