import Foundation
import Postgres
import Store
import Testing

/// Cutting a leaf takes only a moment at a time, however many jobs lie far ahead.
@Suite(.timeLimit(.minutes(10)))
struct CrowdedLeavesTests {
    private static let day: TimeInterval = 86_400
    private static let portion = 20_000

    /// Rolls the leaves of queue.delayed once. Returns how many jobs are still in the far leaf.
    private func roll(_ scene: Scene, days: Int) async throws -> Int {
        _ = try await scene.rows("SELECT queue.roll_leaves($1, 'delayed')", [.int(days)])
        #expect(try await gaps(scene) == [])
        return try await scene.count("queue.delayed_far")
    }

    /// The positions where a leaf does not begin at the end of the one before it.
    private func gaps(_ scene: Scene) async throws -> [String] {
        let bounds =
            "SELECT leaf, from_at, lag(to_at) OVER (ORDER BY from_at) AS before FROM queue.leaves WHERE parent = 'delayed'"
        return try await scene.texts("leaf FROM (\(bounds)) AS bounds WHERE before <> from_at")
    }

    /// This many jobs on one day that has no leaf yet, `step` seconds apart.
    private func crowd(_ count: Int, step: Double, in scene: Scene) async throws {
        _ = try await scene.rows(
            """
            SELECT count(*) FROM queue.place((
                SELECT jsonb_agg(jsonb_build_object('queue', 'email', 'kind', 'send', 'run_at', date_trunc('day', $1::timestamptz, 'UTC') + number * $2 * interval '1 s'))
                FROM generate_series(1, $3) AS number))
            """,
            [.timestamp(scene.now + 5 * Self.day), .double(step), .int(count)]
        )
    }

    @Test func `a crowded day is cut in portions, and its jobs are promoted from wherever they are`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await crowd(50_000, step: 1, in: scene)

            #expect(try await roll(scene, days: 9) == 50_000)  // the days before it
            #expect(try await roll(scene, days: 9) == 50_000 - Self.portion)
            try await scene.later(6 * Self.day) { later async throws in #expect(try await later.promote(100) == 100) }
            #expect(try await roll(scene, days: 9) == 50_000 - 2 * Self.portion)
            #expect(try await roll(scene, days: 9) == 0)
            #expect(try await scene.count("queue.delayed") == 49_900)
            #expect(
                try await scene.count("queue.leaves WHERE leaf LIKE 'delayed\\_2%' AND from_at > clock.now()") == 9 + 2
            )

            try await scene.later(7 * Self.day) { later in
                while try await later.promote(10_000) > 0 {}
                _ = try await roll(later, days: 9)
                #expect(try await later.count("queue.ready") == 50_000)
                let old = "queue.leaves WHERE parent = 'delayed' AND to_at <= clock.now() - '1 day'::interval"
                #expect(try await later.count("\(old) AND leaf <> 'delayed_past'") == 0)
            }
        }
    }

    @Test func `jobs of one and the same moment stay together`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await crowd(30_000, step: 0, in: scene)
            var left: [Int] = []
            while left.last != 0 && left.count < 9 { left.append(try await roll(scene, days: 9)) }

            #expect(left == [30_000, 0])
            #expect(try await scene.count("queue.delayed") == 30_000)
        }
    }

    @Test func `what would take longer than a moment stays where it is, and is promoted from there`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await crowd(100_100, step: 0, in: scene)
            for _ in 0..<3 { #expect(try await roll(scene, days: 9) == 100_100) }

            try await scene.later(6 * Self.day) { later in
                try await later.promote()
                #expect(try await later.count("queue.ready") == 1000)
                #expect(try await roll(later, days: 9) == 0)
            }
        }
    }
}
