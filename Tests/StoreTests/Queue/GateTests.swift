import Foundation
import Postgres
import Store
import Testing

struct GateTests {
    @Test func `released jobs may be claimed in the order they came to the gate`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(3, gate: "send")
            let term = try await scene.lead()
            let moved = try await scene.pool.one(
                ReleaseJobs(term: term, ids.reversed().map { (id: $0, validUntil: nil) })
            )
            var claimed: [Int64] = []
            for _ in 0..<3 { claimed += try await scene.claim(1).map(\.id) }

            #expect(moved == 3)
            #expect(claimed == ids)
        }
    }

    @Test func `a crowd of bulk sends at the gate holds no urgent one up, and is not starved by others`() async throws {
        try await Scene.lend { scene in
            let bulk = try await scene.enqueue(100, priority: 5, gate: "send")
            let normal = try await scene.enqueue(100, gate: "send")
            let urgent = try await scene.enqueue(3, priority: -5, gate: "send")

            let seen = try await scene.rows("SELECT job_id FROM automation.at_gate(13)").map {
                try $0.integer("job_id")
            }

            #expect(seen.prefix(3) == urgent[...])
            #expect(seen.dropFirst(3).filter(normal.contains).count >= 4)
            #expect(seen.suffix(1).allSatisfy(bulk.contains))
            #expect(seen.count == 13)
        }
    }

    @Test func `postponed jobs wait with the reason as their note, and come back to the gate`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(2, gate: "send")
            let term = try await scene.lead()
            let moved = try await scene.pool.one(
                PostponeJobs(
                    term: term,
                    [
                        (id: ids[0], until: scene.now + 60, reason: "outside its hours"),
                        (id: 999_999, until: scene.now, reason: ""),
                    ]
                )
            )

            #expect(moved == 1)
            #expect(try await scene.texts("note FROM queue.delayed") == ["outside its hours"])
            try await scene.later(60) { scene in
                try await scene.promote()
                #expect(try await scene.count("queue.gated") == 2)
            }
        }
    }

    @Test func `two who release the same job move it once`() async throws {
        try await Scene.lend { scene in
            let ids = try await scene.enqueue(50, gate: "send")
            let term = try await scene.lead()
            let release = ReleaseJobs(term: term, ids.map { (id: $0, validUntil: nil) })
            async let mine = scene.pool.one(release)
            async let yours = scene.pool.one(release)

            #expect(try await mine + yours == 50)
            #expect(try await scene.count("queue.ready") == 50)
        }
    }

    @Test func `waiting jobs can be withdrawn, with the reason; others find out by themselves`() async throws {
        try await Scene.lend { scene in
            let delayed = try await scene.enqueue(after: 60)[0]
            let gated = try await scene.enqueue(gate: "send")[0]
            let ready = try await scene.enqueue()[0]
            let withdrawn = try await scene.pool.run(
                WithdrawJobs([delayed, gated, ready, 999_999], as: .dropped, because: "unsubscribed")
            )

            #expect(Set(withdrawn) == [delayed, gated])
            #expect(try await scene.places() == [delayed: "dropped", gated: "dropped", ready: "ready"])
            #expect(try await scene.texts("note FROM queue.done") == ["unsubscribed", "unsubscribed"])
        }
    }
}
