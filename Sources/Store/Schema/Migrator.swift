package import Postgres

/// Brings a database to the schema this binary knows.
///
/// The missing steps and the verbs are one transaction, which first takes a lock and then looks: two that start at once do
/// each step once, and who begins anything meets verbs that fit the tables. Takes as long as it takes. Run as often as one
/// likes.
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
        let (steps, routines) = (try Migration.all(), try Routines.load())
        let changes = try await connection.transaction { connection in
            try await connection.execute(Self.lock)
            let installed = try await SchemaVersion.read(from: connection)
            if let installed, installed > steps.last?.version ?? 0 {
                throw NewerSchema(installed: installed, known: steps.last?.version ?? 0)
            }
            if installed == nil { try await UnusableDatabase.refuse(on: connection) }
            let missing = steps.filter { $0.version > installed ?? 0 }
            for step in missing { try await Self.take(step, on: connection) }
            let taken = missing.map { Change.migrated(version: $0.version, name: $0.name) }
            return try await Self.replace(routines, on: connection) ? taken + [.replacedVerbs] : taken
        }
        _ = try await connection.query("SELECT queue.roll_leaves($1)", [.int(daysAhead)])
        return changes
    }

    private static func take(_ step: Migration, on connection: Connection) async throws {
        try await connection.execute(step.sql)
        _ = try await connection.query(
            "INSERT INTO relance.migrations (version, name) VALUES ($1, $2)",
            [.int(step.version), .text(step.name)]
        )
    }

    private static func replace(_ routines: Routines, on connection: Connection) async throws -> Bool {
        let installed = try await connection.query("SELECT fingerprint FROM relance.routines")
        guard try installed.first?.text("fingerprint") != routines.fingerprint else { return false }
        try await connection.execute(routines.script)
        _ = try await connection.query(rememberFingerprint, [.text(routines.fingerprint)])
        return true
    }

    // The number means nothing; it only has to be the same for every migrator.
    private static let lock = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(5714023)"
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
