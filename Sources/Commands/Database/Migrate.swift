import ArgumentParser
import Postgres
import Store

/// Brings the database to the schema of this program.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create or update the schema. Run it as often as you like, also twice at once."
    )

    @Flag(help: "Wait for the database to answer, database.wait_for_schema at most.") var wait = false
    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let composition = Composition(try source.loadAndLog())
            if wait { try await composition.wait(for: .database, as: "migrate") }
            let connection = try await composition.connection(application: "migrate")
            let changes = try await Migrator(connection).migrate()
            await connection.close()
            for change in changes { print(change) }
            print(changes.isEmpty ? "the schema is current" : "done")
        }
    }
}
