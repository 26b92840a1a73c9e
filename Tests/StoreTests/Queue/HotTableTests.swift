import Postgres
import Store
import Testing

/// Hot tables have nothing that would make every job expensive: triggers, foreign keys, inverted indexes, small
/// numbers.
struct HotTableTests {
    private static let hot =
        "'queue.delayed'::regclass, 'queue.gated'::regclass, 'queue.ready'::regclass, 'queue.running'::regclass"

    @Test func `hot tables have no trigger, no foreign key and no rule`() async throws {
        try await Scene.lend { scene async throws in
            #expect(try await scene.texts("tgname FROM pg_trigger WHERE tgrelid IN (\(Self.hot))").isEmpty)
            #expect(
                try await scene.texts(
                    "conname FROM pg_constraint WHERE contype = 'f' AND (conrelid IN (\(Self.hot)) OR confrelid IN (\(Self.hot)))"
                ).isEmpty
            )
            #expect(
                try await scene.texts("rulename FROM pg_rules WHERE schemaname = 'queue' AND rulename <> '_RETURN'")
                    .isEmpty
            )
        }
    }

    @Test func `hot tables have two B-tree indexes over all rows at most, none inverted`() async throws {
        try await Scene.lend { scene async throws in
            let indexes = """
                FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam WHERE indrelid IN (\(Self.hot))
                """
            #expect(try await Set(scene.texts("amname \(indexes)")) == ["btree"])
            #expect(
                try await scene.texts(
                    "indrelid::regclass \(indexes) AND indpred IS NULL GROUP BY indrelid HAVING count(*) > 2"
                ).isEmpty
            )
        }
    }

    @Test func `numbers of jobs, leases and positions have 64 bits`() async throws {
        try await Scene.lend { scene async throws in
            let narrow = """
                table_name || '.' || column_name FROM information_schema.columns
                WHERE table_schema = 'queue' AND column_name IN ('id', 'job_id', 'fence', 'position', 'term') AND data_type <> 'bigint'
                """
            #expect(try await scene.texts(narrow).isEmpty)
            #expect(
                try await scene.texts("sequence_name FROM information_schema.sequences WHERE data_type <> 'bigint'")
                    .isEmpty
            )
        }
    }

    @Test func `numbers go on beyond 32 bits`() async throws {
        try await Scene.lend { scene in
            try await scene.pool.execute(
                "SELECT setval('queue.job_id', 8796093022208), setval('queue.fence', 8796093022208), setval('queue.position', 8796093022208)"
            )
            try await scene.enqueue(2, gate: nil)

            #expect(try await scene.finish(try await scene.claim()) == [.done, .done])
        }
    }

    @Test func `tables whose rows come and go are vacuumed by their number, not by a share of them`() async throws {
        try await Scene.lend { scene async throws in
            let byShare = """
                relname FROM pg_class WHERE oid = ANY ('{queue.gated, queue.ready, queue.running}'::regclass[])
                AND NOT coalesce(reloptions, '{}') @> '{autovacuum_vacuum_scale_factor=0}'
                """
            #expect(try await scene.texts(byShare) == [])
        }
    }
}
