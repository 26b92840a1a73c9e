import Foundation
import Postgres
import Store
import Testing

@Suite(.timeLimit(.minutes(10)))
struct LeavesTests {
    private static let day: TimeInterval = 86_400

    private func roll(_ scene: Scene, days: Int = 2) async throws -> Int {
        try await scene.rows("SELECT queue.roll_leaves($1) AS made", [.int(days)])[0].int("made")
    }

    /// Every instant belongs to exactly one leaf, and PostgreSQL's catalog agrees with `queue.leaves`.
    private func gaps(_ scene: Scene) async throws -> [String] {
        try await scene.texts(
            """
            leaf FROM (
                SELECT leaf, from_at, lag(to_at) OVER (PARTITION BY parent ORDER BY from_at) AS before,
                       to_regclass(format('%I.%I', place, leaf)) AS found
                FROM queue.leaves JOIN queue.parents USING (parent)
            ) AS bounds
            WHERE before <> from_at
               OR found IS NULL
               OR NOT (SELECT relispartition FROM pg_class WHERE oid = found)
            """
        )
    }

    @Test func `there are leaves for the days ahead, and rolling again makes none`() async throws {
        try await Scene.lend(at: Date()) { scene in
            let made = try await roll(scene, days: 9)

            #expect(made >= 14)
            #expect(try await roll(scene, days: 9) == 0)
            #expect(
                try await scene.count(
                    "queue.leaves WHERE parent = 'delayed' AND from_at > now() AND leaf <> 'delayed_far'"
                ) == 9
            )
            #expect(try await gaps(scene).isEmpty)
        }
    }

    @Test func `jobs that were too far ahead for a leaf move into theirs`() async throws {
        try await Scene.lend(at: Date()) { scene in
            let ids = try await scene.enqueue(3, after: 5 * Self.day)
            #expect(try await scene.count("queue.delayed_far") == 3)
            _ = try await roll(scene, days: 9)

            #expect(try await scene.count("queue.delayed_far") == 0)
            #expect(try await scene.texts("id FROM queue.delayed ORDER BY id") == ids.map(String.init))
            try await scene.later(6 * Self.day) { scene async throws in #expect(try await scene.promote() == 3) }
        }
    }

    @Test func `a day that is over and empty is given to the past; one that still holds jobs is kept`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await scene.enqueue(after: Self.day)
            try await scene.later(4 * Self.day) { scene in
                _ = try await roll(scene)
                #expect(
                    try await scene.count(
                        "queue.leaves WHERE parent = 'delayed' AND leaf <> 'delayed_past' AND to_at < clock.now()"
                    ) == 3
                )

                try await scene.promote()
                _ = try await roll(scene)
                #expect(
                    try await scene.count(
                        "queue.leaves WHERE parent = 'delayed' AND leaf <> 'delayed_past' AND to_at <= clock.now() - '1 day'::interval"
                    ) == 0
                )
                #expect(try await gaps(scene).isEmpty)

                try await scene.enqueue(after: -3 * Self.day)
                #expect(try await scene.count("queue.ready") == 2)
            }
        }
    }

    @Test func `each table that is partitioned has its leaves made by the coordinator`() async throws {
        try await Scene.lend { scene in
            let parents = try await scene.texts("parent FROM queue.parents ORDER BY parent")
            #expect(parents == RollLeaves.Parent.allCases.map(\.rawValue).sorted())
            let partitioned = try await scene.texts(
                "relname FROM pg_class WHERE relkind = 'p' AND relnamespace::regnamespace::text NOT LIKE 'pg\\_%' ORDER BY relname"
            )
            #expect(partitioned == parents)
        }
    }

    @Test func `events find the leaf of their month`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await scene.pool.execute("INSERT INTO crm.contacts (email) VALUES ('a@b.fr')")
            _ = try await scene.rows(
                "SELECT crm.record_event(1, 'e', '{}', occurred_at => moment) FROM unnest(ARRAY[now(), now() - '9 years'::interval]) AS moment"
            )
            let leaf = try await scene.texts("'crm.events_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMM')")

            #expect(Set(try await scene.texts("tableoid::regclass FROM crm.events")) == ["crm.events_past", leaf[0]])
        }
    }

    @Test func `a long transaction in the way is an error that changes nothing`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await scene.enqueue(after: 5 * Self.day)
            let before = try await scene.texts("leaf || from_at || to_at FROM queue.leaves ORDER BY leaf")
            try await scene.inSession { report in
                try await report.execute("BEGIN; SELECT count(*) FROM queue.delayed")
                let refusal = await refusal { _ = try await roll(scene, days: 9) }
                #expect(refusal?.sqlstate == "55P03")
                try await report.execute("COMMIT")
            }

            #expect(try await scene.texts("leaf || from_at || to_at FROM queue.leaves ORDER BY leaf") == before)
            #expect(try await scene.place() == "delayed")
            #expect(try await roll(scene, days: 9) > 0)
        }
    }

    @Test func `two that roll at once make each leaf once`() async throws {
        try await Scene.lend(at: Date()) { scene in
            async let mine = roll(scene, days: 6)
            async let yours = roll(scene, days: 6)
            let made = try await [mine, yours].sorted()

            #expect(made[0] == 0)
            #expect(made[1] >= 8)
            #expect(try await gaps(scene).isEmpty)
        }
    }

    @Test func `enqueueing goes on while leaves are rolled`() async throws {
        try await Scene.lend(at: Date()) { scene in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for days in 3...12 { group.addTask { _ = try await roll(scene, days: days) } }
                for number in 0..<60 {
                    group.addTask { _ = try await scene.enqueue(after: Double(number % 12) * Self.day + 60) }
                }
                try await group.waitForAll()
            }

            #expect(try await scene.count("queue.delayed") == 60)
            #expect(try await gaps(scene).isEmpty)
            try await scene.later(13 * Self.day) { scene async throws in #expect(try await scene.promote() == 60) }
        }
    }

    @Test func `a leaf is vacuumed by the number of its dead rows`() async throws {
        try await Scene.lend(at: Date()) { scene in
            _ = try await roll(scene, days: 9)
            let made = "pg_class WHERE relname ~ '^delayed_2[0-9]{7}$' AND relkind = 'r'"
            #expect(try await scene.count(made) >= 9)
            let byNumber = "reloptions @> '{autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=20000}'"
            #expect(try await scene.count("\(made) AND NOT coalesce(\(byNumber), false)") == 0)
        }
    }

    @Test func `a leaf that somebody dropped is named, with what brings it back`() async throws {
        try await Scene.lend(at: Date()) { scene in
            let check = "finding || '; ' || help FROM queue.health WHERE what = 'leaves' AND NOT well"
            #expect(try await scene.texts(check) == [])
            let today = try await scene.texts(
                "leaf FROM queue.leaves WHERE parent = 'delayed' AND clock.now() >= from_at AND clock.now() < to_at"
            )[0]
            try await scene.pool.execute("DROP TABLE queue.\(today)")

            let finding = try #require(try await scene.texts(check).first)
            #expect(finding.hasPrefix("missing: queue.\(today); CREATE TABLE "))
            try await scene.pool.execute(try await scene.texts("help FROM queue.health WHERE what = 'leaves'")[0])
            #expect(try await scene.texts(check) == [])
            #expect(try await gaps(scene).isEmpty)
        }
    }

    @Test func `a leaf that somebody dropped does not stop the next from being retired`() async throws {
        try await Scene.lend(at: Date()) { scene in
            _ = try await roll(scene, days: 9)
            let old =
                "leaf FROM queue.leaves WHERE parent = 'delayed' AND to_at <= clock.now() - interval '1 day' AND leaf <> 'delayed_past'"
            try await scene.later(4 * Self.day) { later async throws in
                let leaves = try await later.texts("\(old) ORDER BY from_at")
                #expect(leaves.count >= 2)
                try await later.pool.execute("DROP TABLE queue.\(leaves[0])")
                _ = try await roll(later, days: 9)

                #expect(try await later.texts(old) == [])
                #expect(try await gaps(later).isEmpty)
            }
        }
    }
}
