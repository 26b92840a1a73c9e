package import Postgres

/// How far a database's schema has come.
package enum SchemaVersion {
    /// nil: the database has never been migrated. Throws `UnfitSchema` when it has taken steps that this binary does not
    /// know.
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
        // Not to_regclass(): it answers from a cache that may not know yet what another session has just committed.
        let known = try await connection.query(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'relance' AND tablename = 'migrations') AS known"
        )
        return try known.first?.boolean("known") == true
    }

    /// What this binary was built for.
    package static func known() throws -> Int { try Migration.all().count }

    /// Throws a sentence that says what to do unless the schema is the one this binary was built for.
    package static func require(on connection: Connection) async throws {
        let (installed, known) = (try await read(from: connection), try known())
        guard installed == known else { throw UnfitSchema.older(installed: installed, known: known) }
    }
}
