import Foundation
import Postgres
import Store
import Testing

/// What another session holds is passed over: nobody who claims has to wait.
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

    /// A second is no time for who waits, and ample for who does not.
    private func claimWithoutWaiting(_ scene: Scene) async throws -> [Int64] {
        let impatient = Pool(scene.configuration.with(settings: ["lock_timeout": "1s"]), size: 1)
        let claim = ClaimJobs(from: "email", limit: 10, worker: "quick", nonce: UUID())
        let answer: Result<[Job], any Error>
        do { answer = .success(try await impatient.run(claim)) } catch { answer = .failure(error) }
        await impatient.close()
        return try answer.get().map(\.id)
    }
}
