import ArgumentParser
import Postgres
import Store

/// Brings the database to the schema of this program.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create or update the schema. Run it as often as you like, also twice at once."
    )

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let connection = try await Composition(try source.load()).connection(application: "migrate")
            let changes = try await Migrator(connection).migrate()
            await connection.close()
            for change in changes { print(change) }
            print(changes.isEmpty ? "the schema is current" : "done")
        }
    }
}

extension SchemaVersion {
    /// Told at the start of a process, in one line: the database cannot be reached, or its schema is another.
    static func require(on composition: Composition) async throws {
        let connection = try await composition.connection(application: "start")
        defer { Task { await connection.close() } }
        try await require(on: connection)
    }
}
