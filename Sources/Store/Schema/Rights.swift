import Postgres

/// The rights of each role on the schema. They are wrong if a database was restored without its privileges, if roles
/// were made later, or if someone granted or revoked by hand.
enum Rights {
    /// Sets the rights anew, and returns whether that changed anything. If it did not, it is undone and no session
    /// notices.
    static func mend(on connection: Connection) async throws -> Bool {
        let found = try await read(on: connection)
        let script = try SQLFile.all(in: "roles").map(\.text).joined(separator: "\n")
        do {
            try await connection.savepoint { connection in
                try await connection.execute(Self.stillness)
                try await connection.execute(script)
                guard try await read(on: connection) != found else { throw AsTheyShouldBe() }
            }
            return true
        } catch is AsTheyShouldBe { return false }
    }

    private struct AsTheyShouldBe: Error {}

    /// PostgreSQL refuses to change a table's rights while queue.roll_leaves() changes its leaves, so this keeps that
    /// out.
    static let stillness = "LOCK TABLE queue.leaves IN SHARE ROW EXCLUSIVE MODE"

    /// Every granted right, one per line. Leaves have none of their own.
    private static func read(on connection: Connection) async throws -> [String] {
        try await connection.query(
            """
            SELECT concat_ws(' ', object, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type)
                   AS line
            FROM (
                SELECT nspname AS object, coalesce(nspacl, acldefault('n', nspowner)) AS rights, nspname AS place
                FROM pg_namespace
                UNION ALL
                SELECT oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner)),
                       pronamespace::regnamespace::text
                FROM pg_proc
                UNION ALL
                SELECT oid::regclass::text,
                       coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)),
                       relnamespace::regnamespace::text
                FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT relispartition
                UNION ALL
                SELECT concat(attrelid::regclass, '.', attname), attacl, relnamespace::regnamespace::text
                FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attacl IS NOT NULL
            ) AS objects
            CROSS JOIN LATERAL aclexplode(rights)
            WHERE place IN ('clock', 'relance', 'queue', 'crm', 'automation', 'messaging')
            ORDER BY line
            """
        ).map { try $0.text("line") }
    }
}
