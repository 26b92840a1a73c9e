import Postgres
import Store
import TestSupport
import Testing

/// The schema is its own manual: `\d+` and `\df+` explain it.
struct SchemaTests {
    private static let ours = "nspname IN ('queue', 'crm', 'automation', 'messaging', 'clock', 'relance')"

    private func without(comment things: String) async throws -> [String] {
        try await TestDatabase.lend { database in
            try await database.pool.query("SELECT name FROM (\(things)) AS thing WHERE comment IS NULL ORDER BY name")
                .map { try $0.text("name") }
        }
    }

    @Test func `every schema, table and view says what it is for`() async throws {
        let silent = try await without(
            comment: """
                SELECT relnamespace::regnamespace || '.' || relname AS name, obj_description(pg_class.oid, 'pg_class') AS comment
                FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE \(Self.ours) AND relkind IN ('r', 'p', 'v', 'm')
                UNION ALL SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE \(Self.ours)
                """
        )
        #expect(silent.isEmpty, "no COMMENT ON: \(silent)")
    }

    @Test func `every column says what it holds`() async throws {
        let silent = try await without(
            comment: """
                SELECT attrelid::regclass || '.' || attname AS name, col_description(attrelid, attnum) AS comment
                FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE \(Self.ours) AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped
                """
        )
        #expect(silent.isEmpty, "no COMMENT ON COLUMN: \(silent)")
    }

    @Test func `every verb and every type says what it does`() async throws {
        let silent = try await without(
            comment: """
                SELECT pg_proc.oid::regprocedure::text AS name, obj_description(pg_proc.oid, 'pg_proc') AS comment
                FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE \(Self.ours) OR proname = 'check_invariants'
                UNION ALL SELECT format_type(pg_type.oid, NULL), obj_description(pg_type.oid, 'pg_type')
                FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace WHERE \(Self.ours) AND typtype IN ('e', 'd')
                """
        )
        #expect(silent.isEmpty, "no COMMENT ON FUNCTION or TYPE: \(silent)")
    }

    @Test func `constraints are sentences, and states are words`() async throws {
        let opaque = try await TestDatabase.lend { database in
            try await database.pool.query(
                """
                SELECT conrelid::regclass || '.' || conname AS name FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
                JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE \(Self.ours) AND contype = 'c' AND conname ~ '(chk|check\\d|constraint\\d)'
                UNION ALL SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                JOIN pg_namespace ON pg_namespace.oid = relnamespace
                WHERE \(Self.ours) AND attname IN ('state', 'status', 'kind', 'outcome', 'verdict') AND atttypid <> 'text'::regtype
                """
            ).map { try $0.text("name") }
        }
        #expect(opaque.isEmpty)
    }

    @Test func `a new database breaks no invariant`() async throws {
        let violations = try await TestDatabase.lend { database in
            try await database.pool.query("SELECT invariant || ': ' || subject AS text FROM check_invariants()").map {
                try $0.text("text")
            }
        }
        #expect(violations.isEmpty)
    }
}
