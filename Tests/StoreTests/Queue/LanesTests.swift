import Foundation
import Postgres
import Store
import Testing

/// Priorities are lanes with weights, in claiming and in promotion.
@Suite(.timeLimit(.minutes(10)))
struct LanesTests {
    private func lanes(of jobs: [Job], in scene: Scene) async throws -> [Int] {
        var counts = [0, 0, 0]
        for lane in try await scene.texts(
            "queue.lane(priority) FROM queue.running WHERE id = ANY ($1)",
            [.integers(jobs.map(\.id))]
        ) { counts[(Int(lane) ?? 0) + 1] += 1 }
        return counts
    }

    @Test(arguments: [
        ([100, 100, 100], 26, [16, 8, 2]), ([100, 100, 0], 26, [18, 8, 0]), ([100, 0, 100], 26, [24, 0, 2]),
        ([3, 100, 100], 26, [3, 19, 4]), ([0, 0, 100], 26, [0, 0, 26]), ([100, 100, 100], 1, [1, 0, 0]),
        ([2, 1, 100], 26, [2, 1, 23]),
    ])
    func `each lane leaves room for those after it`(waiting: [Int], places: Int, expected: [Int]) async throws {
        try await Scene.lend { scene async throws in
            for (count, priority) in zip(waiting, [-5, 0, 7]) where count > 0 {
                try await scene.enqueue(count, priority: priority)
            }

            let claimed = try await lanes(of: try await scene.claim(places), in: scene)

            // The remainder of a division goes to one lane or another.
            #expect(zip(claimed, expected).allSatisfy { abs($0 - $1) <= 1 }, "\(claimed)")
            #expect(claimed.reduce(0, +) == places)
        }
    }

    @Test(arguments: [2, 4, 11]) func `claims of few jobs pass no lane over for ever`(places: Int) async throws {
        try await Scene.lend { scene async throws in
            for priority in [-5, 0, 7] { try await scene.enqueue(400, priority: priority) }
            var sums = [0, 0, 0]
            for _ in 0..<(300 / places) {
                let claimed = try await lanes(of: try await scene.claim(places), in: scene)
                sums = zip(sums, claimed).map(+)
            }
            #expect(sums[0] > sums[1] && sums[1] > sums[2] && sums[2] > 0, "\(sums)")
        }
    }

    @Test func `an urgent job is promoted before a crowd that is due`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.enqueue(2_000, after: 10, priority: 5)
            let urgent = try await scene.enqueue(after: 50, priority: -1)
            try await scene.later(60) { later async throws in
                try await later.promote(10)

                #expect(try await later.texts("id FROM queue.ready WHERE priority < 0") == ["\(urgent[0])"])
                #expect(try await later.count("queue.ready") == 10)
            }
        }
    }

    @Test func `a crowd of urgent jobs that are due leaves room for the others`() async throws {
        try await Scene.lend { scene async throws in
            try await scene.enqueue(300, after: 50, priority: -1)
            try await scene.enqueue(300, after: 10)
            try await scene.later(60) { later async throws in
                try await later.promote(130)

                #expect(try await later.count("queue.ready WHERE priority < 0") == 80)
                #expect(try await later.count("queue.ready WHERE priority = 0") == 50)
            }
        }
    }
}
