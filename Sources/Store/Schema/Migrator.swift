package import Postgres

/// Brings a database to the schema this binary knows.
///
/// Each step is one transaction that first takes a lock and looks again, so two that start at once do each step once.
/// Run as often as one likes.
package struct Migrator: Sendable {
    package enum Change: Sendable, Equatable, CustomStringConvertible {
        case migrated(version: Int, name: String)
        case replacedVerbs

        package var description: String {
            switch self {
            case .migrated(let version, let name): "step \(version): \(name)"
            case .replacedVerbs: "verbs and views replaced"
            }
        }
    }

    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// Answers what was done; nothing when the schema was current. Throws `NewerSchema` before changing anything.
    package func migrate(daysAhead: Int = 90) async throws -> [Change] {
        let steps = try Migration.all()
        try await refuseNewerSchema(than: steps.last?.version ?? 0)
        var changes: [Change] = []
        for step in steps where try await take(step) {
            changes.append(.migrated(version: step.version, name: step.name))
        }
        if try await replaceRoutines() { changes.append(.replacedVerbs) }
        _ = try await connection.query("SELECT queue.roll_leaves($1)", [.int(daysAhead)])
        return changes
    }

    private func take(_ step: Migration) async throws -> Bool {
        try await connection.transaction { connection in
            try await connection.execute(Self.lock)
            guard try await !Self.version(of: connection, includes: step.version) else { return false }
            if step.version == 1 { try await UnusableDatabase.refuse(on: connection) }
            try await connection.execute(step.sql)
            _ = try await connection.query(
                "INSERT INTO relance.migrations (version, name) VALUES ($1, $2)",
                [.int(step.version), .text(step.name)]
            )
            return true
        }
    }

    private func replaceRoutines() async throws -> Bool {
        let routines = try Routines.load()
        return try await connection.transaction { connection in
            try await connection.execute(Self.lock)
            let installed = try await connection.query("SELECT fingerprint FROM relance.routines")
            guard try installed.first?.text("fingerprint") != routines.fingerprint else { return false }
            try await connection.execute(routines.script)
            _ = try await connection.query(Self.rememberFingerprint, [.text(routines.fingerprint)])
            return true
        }
    }

    private func refuseNewerSchema(than known: Int) async throws {
        let installed = try await SchemaVersion.read(from: connection) ?? 0
        if installed > known { throw NewerSchema(installed: installed, known: known) }
    }

    private static func version(of connection: Connection, includes version: Int) async throws -> Bool {
        guard try await SchemaVersion.read(from: connection) != nil else { return false }
        return try await !connection.query("SELECT 1 FROM relance.migrations WHERE version = $1", [.int(version)])
            .isEmpty
    }

    // The number means nothing; it only has to be the same for every migrator.
    private static let lock = "SELECT pg_advisory_xact_lock(5714023)"
    private static let rememberFingerprint = """
        INSERT INTO relance.routines (fingerprint) VALUES ($1)
        ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, applied_at = clock_timestamp()
        """
}

/// How far a database's schema has come.
package enum SchemaVersion {
    /// nil: the database has never been migrated.
    package static func read(from connection: Connection) async throws -> Int? {
        // Not to_regclass(): it answers from a cache that may not know yet what another session has just committed.
        let known = try await connection.query(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'relance' AND tablename = 'migrations') AS known"
        )
        guard try known.first?.boolean("known") == true else { return nil }
        return try await connection.query("SELECT coalesce(max(version), 0) AS version FROM relance.migrations").first?
            .int("version")
    }

    /// What this binary was built for.
    package static func known() throws -> Int { try Migration.all().last?.version ?? 0 }

    /// Throws a sentence that says what to do unless the schema is the one this binary was built for.
    package static func require(on connection: Connection) async throws {
        let known = try known()
        let installed = try await read(from: connection)
        if let installed, installed > known { throw NewerSchema(installed: installed, known: known) }
        if installed != known { throw OlderSchema(installed: installed, known: known) }
    }
}

/// The database has taken steps this binary does not know.
package struct NewerSchema: Error, CustomStringConvertible {
    package let installed: Int
    package let known: Int

    package var description: String {
        "the database's schema is at step \(installed), newer than this program knows (\(known)); run a newer relance"
    }
}

/// The database lacks steps this binary needs.
package struct OlderSchema: Error, CustomStringConvertible {
    package let installed: Int?
    package let known: Int

    package var description: String {
        let present = installed.map { "is at step \($0)" } ?? "has no schema"
        return "the database \(present), and this program needs step \(known); run: relance migrate"
    }
}
