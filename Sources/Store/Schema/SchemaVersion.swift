package import Postgres

/// The version of a database's schema.
package enum SchemaVersion {
    /// Nil: the database was never migrated. Throws `UnfitSchema` if it has taken steps that this binary does not know.
    package static func read(from connection: Connection) async throws -> Int? {
        guard try await hasSteps(connection) else { return nil }
        let taken = try await connection.query("SELECT version, name FROM relance.migrations ORDER BY version")
        let ours = try Migration.all()
        for (step, row) in zip(ours, taken) where try row.text("name") != step.name {
            throw UnfitSchema.unreleased(step: try row.text("name"))
        }
        let installed = try taken.last?.int("version") ?? 0
        guard installed <= ours.count else { throw UnfitSchema.newer(installed: installed, known: ours.count) }
        return installed
    }

    private static func hasSteps(_ connection: Connection) async throws -> Bool {
        // Not to_regclass(): its cache may not yet contain what another session has just committed.
        let known = try await connection.query(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'relance' AND tablename = 'migrations') AS known"
        )
        return try known.first?.boolean("known") == true
    }

    /// The version that this binary was built for.
    package static func known() throws -> Int { try Migration.all().count }

    /// Throws `UnfitSchema`, which says what to do, unless the schema is the one that this binary was built for.
    package static func require(on connection: Connection) async throws {
        let (installed, known) = (try await read(from: connection), try known())
        guard installed == known else { throw UnfitSchema.older(installed: installed, known: known) }
    }
}
