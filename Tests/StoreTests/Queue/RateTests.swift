import Foundation
import Postgres
import Store
import Testing

/// How many jobs of a queue with a rate may be ready: few, so that a worker that comes back starts no volley.
struct RateTests {
    private func rate(_ perSecond: Double, of scene: Scene) async throws {
        _ = try await scene.rows("SELECT queue.set_limits('email', 'a test', NULL, $1::real)", [.double(perSecond)])
    }

    private func release(_ count: Int, in scene: Scene) async throws -> Int {
        try await scene.pool.one(ReleaseRated(term: try await scene.lead(), queue: "email", limit: count))
    }

    private func room(in scene: Scene) async throws -> Int? {
        try await scene.pool.run(ReadRates()).first { $0.queue == "email" }?.room
    }

    @Test func `while nobody claims no more is let through than a second's worth`()
        async throws
    {
        try await Scene.lend { scene in
            try await rate(10, of: scene)
            try await scene.enqueue(100)
            for _ in 1...50 { _ = try await release(1, in: scene) }
            #expect(try await scene.count("queue.ready") == 10)

            _ = try await scene.finish(try await scene.claim(100))
            #expect(try await release(100, in: scene) == 10)
        }
    }

    @Test func `jobs that have expired cost nothing of the rate`() async throws {
        try await Scene.lend { scene in
            try await rate(2, of: scene)
            try await scene.enqueue(50, uniqueKey: nil, expiresAfter: 60)
            let lasting = try await scene.enqueue(2)
            try await scene.later(100) { later async throws in
                #expect(try await release(1, in: later) == 1)
                #expect(try await later.texts("id FROM queue.ready") == ["\(lasting[0])"])
                #expect(try await later.count("queue.dead WHERE reason = 'expired'") == 50)
            }
        }
    }

    @Test func `an expired job that an operator holds keeps nobody waiting`() async throws {
        try await Scene.lend { scene in
            try await rate(2, of: scene)
            let expired = try await scene.enqueue(uniqueKey: "a", expiresAfter: -1)
            let lasting = try await scene.enqueue()
            try await scene.inSession { session in
                try await session.execute("BEGIN; SELECT FROM queue.gated WHERE id = \(expired[0]) FOR UPDATE")

                #expect(try await release(1, in: scene) == 1)

                #expect(try await scene.places() == [expired[0]: "gated", lasting[0]: "ready"])
                try await session.execute("ROLLBACK")
            }
            _ = try await release(1, in: scene)
            #expect(try await scene.violations() == [], "its key is free")
            #expect(try await scene.places() == [expired[0]: "dead", lasting[0]: "ready"])
        }
    }

    @Test func `nothing is let through to a queue that is paused, and afterwards no more than before`() async throws {
        try await Scene.lend { scene in
            try await rate(0.1, of: scene)
            try await scene.enqueue(5)
            _ = try await scene.rows("SELECT queue.pause('email', 'a test')")
            #expect(try await release(5, in: scene) == 0)
            _ = try await scene.rows("SELECT queue.resume('email', 'a test')")
            #expect(try await release(5, in: scene) == 1)
            #expect(try await release(5, in: scene) == 0)
        }
    }

    @Test func `what is ready before the marks have moved, and after, is counted`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(3000)
            try await rate(2000, of: scene)
            #expect(try await room(in: scene) == 0)
            while try await !scene.finish(try await scene.claim(500)).isEmpty {}
            #expect(try await room(in: scene) == 2000)
            try await scene.pool.execute(
                "INSERT INTO queue.marks SELECT 'email', lane, 2500 FROM generate_series(-1, 1) AS lane"
            )
            try await scene.enqueue(2)
            #expect(try await release(100, in: scene) == 2)
            #expect(try await room(in: scene) == 1998)
        }
    }

    @Test func `a queue without a rate has no bounds`() async throws {
        try await Scene.lend { scene in
            try await scene.enqueue(2)
            #expect(try await scene.pool.run(ReadRates()).allSatisfy { $0.room == nil })
        }
    }
}
