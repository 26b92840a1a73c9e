import Foundation
import Postgres
import Store
import Testing

/// A claim passes over rows that another session holds, and never waits.
@Suite(.timeLimit(.minutes(10)))
struct WaitingTests {
    @Test func `a claim does not wait for one that has not committed yet`() async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(3)
            try await scene.inSession { slow in
                try await slow.execute("SET relance.now = '\(scene.now.ISO8601Format())'; BEGIN")
                let held = try await slow.run(ClaimJobs(from: "email", limit: 1, worker: "slow", nonce: UUID()))
                let others = try await claimWithoutWaiting(scene)

                #expect(held.map(\.id) == [jobs[0]])
                #expect(others == [jobs[1], jobs[2]])
                try await slow.execute("ROLLBACK")
            }
        }
    }

    enum Gate: CaseIterable { case releases, postpones }

    /// A third session holds the middle one of three jobs, so that both sessions have begun, each from its own end.
    @Test(arguments: Gate.allCases, ["queue.withdraw($1, 'cancelled', 'x')", "queue.apply(1, 'x')"])
    func `a gate and whoever takes its jobs away do not wait for each other`(gate: Gate, taking: String) async throws {
        try await Scene.lend { scene in
            let jobs = try await scene.enqueue(3, gate: "send")
            let term = try await scene.lead()
            _ = try await scene.rows(#"SELECT queue.preview('cancel', '{"queue": "email"}')"#)
            try await scene.inSession { holder in
                try await holder.execute("BEGIN; SELECT FROM queue.gated WHERE id = \(jobs[1]) FOR UPDATE")
                async let judging = refusal { try await Self.judge(gate, jobs.reversed(), term, scene) }
                try await scene.untilSomeoneWaits()
                async let takingAway = refusal {
                    let ids: [Parameter] = taking.contains("$1") ? [.integers(jobs)] : []
                    try await scene.inSession { _ = try await $0.query("SELECT \(taking)", ids) }
                }
                try await scene.untilSomeoneWaits(sessions: 2)
                try await holder.execute("COMMIT")

                let refusals = await [judging, takingAway].compactMap { $0?.sqlstate }
                #expect(refusals == [])
            }
            #expect(try await scene.violations() == [])
        }
    }

    private static func judge(_ gate: Gate, _ jobs: [Int64], _ term: Int64, _ scene: Scene) async throws {
        try await scene.inSession { session in
            switch gate {
            case .releases:
                _ = try await session.run(ReleaseJobs(term: term, jobs.map { (id: $0, validUntil: nil) }))
            case .postpones:
                let verdicts = jobs.map { (id: $0, until: scene.now + 60, reason: "later") }
                _ = try await session.run(PostponeJobs(term: term, verdicts))
            }
        }
    }

    @Test func `a transaction that enqueues and stays open holds up nobody who works`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(uniqueKey: "x")
            try await scene.enqueue(after: 60)
            try await scene.inSession { user in
                try await user.execute("BEGIN")
                let jobs = ["x", "y"].map { NewJob("k", in: "email", uniqueKey: $0) }
                _ = try await user.run(try PlaceJobs(jobs))
                try await finishWithoutWaiting(scene)
                try await scene.later(60) { later async throws in #expect(try await later.promote() == 1) }
            }
        }
    }

    private func finishWithoutWaiting(_ scene: Scene) async throws {
        let jobs = try await scene.claim()
        let impatient = Pool(scene.configuration.with(settings: ["lock_timeout": "1s"]), size: 1)
        let answers = try? await impatient.run(FinishJobs(jobs.map(\.lease)))
        await impatient.close()
        #expect(answers?.map(\.word) == [.done])
    }

    /// A second is too short for a claim that waits, and ample for one that does not.
    private func claimWithoutWaiting(_ scene: Scene) async throws -> [Int64] {
        let impatient = Pool(scene.configuration.with(settings: ["lock_timeout": "1s"]), size: 1)
        let claim = ClaimJobs(from: "email", limit: 10, worker: "quick", nonce: UUID())
        let answer: Result<[Job], any Error>
        do { answer = .success(try await impatient.run(claim)) } catch { answer = .failure(error) }
        await impatient.close()
        return try answer.get().map(\.id)
    }
}
