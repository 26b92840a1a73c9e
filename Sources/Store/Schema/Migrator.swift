package import Postgres

/// Migrates a database to the schema of this binary.
///
/// The missing steps and the verbs are one transaction. It takes a lock before it looks, so that two migrators run each
/// step once, and sessions that begin later meet verbs that fit the tables. It has no time limit. Run it as often as
/// you like.
package struct Migrator: Sendable {
    package enum Change: Sendable, Equatable, CustomStringConvertible {
        case migrated(step: String)
        case replacedVerbs
        case mendedRights

        package var description: String {
            switch self {
            case .migrated(let name): "step \(name)"
            case .replacedVerbs: "verbs and views replaced"
            case .mendedRights: "rights set as they should be"
            }
        }
    }

    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// Returns what was done; nothing if the schema was current. Throws `UnfitSchema` before it changes anything.
    package func migrate(daysAhead: Int = 90) async throws -> [Change] {
        let (steps, routines) = (try Migration.all(), try Routines.load())
        let changes = try await connection.transaction { connection in
            try await connection.execute(Self.lock)
            let installed = try await SchemaVersion.read(from: connection)
            if installed == nil { try await UnusableDatabase.refuse(on: connection) }
            let missing = steps.filter { $0.version > installed ?? 0 }
            for step in missing { try await Self.take(step, on: connection) }
            let taken = missing.map { Change.migrated(step: $0.name) }
            if try await Self.replace(routines, on: connection) { return taken + [.replacedVerbs] }
            return try await Rights.mend(on: connection) ? taken + [.mendedRights] : taken
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

    // The number has no meaning. It only has to be the same for every migrator.
    private static let lock = "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(5714023)"
    private static let rememberFingerprint = """
        INSERT INTO relance.routines (fingerprint) VALUES ($1)
        ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, applied_at = clock_timestamp()
        """
}
