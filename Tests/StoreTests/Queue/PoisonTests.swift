import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PoisonTests {
    @Test func `a job that has killed three workers is dead, and nowhere else`() async throws {
        try await Scene.lend { scene in
            let job = try await scene.enqueue()[0]
            for crash in 1...3 {
                _ = try await scene.claim(as: "w\(crash)", alone: crash > 1)
                try await scene.rescue(from: "w\(crash)")
            }

            #expect(try await scene.places() == [job: "dead"])
            #expect(try await scene.claim(alone: true).isEmpty)
            #expect(try await scene.violations() == [])
        }
    }
}
