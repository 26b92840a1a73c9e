import ArgumentParser
import Definitions
import Engine
import Postgres
import Store

/// Shows what `apply` would change.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show the difference between the definitions and what runs. Changes nothing."
    )

    @OptionGroup var definitions: DefinitionsFolder
    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let publication = try Publication(definitions.read())
            let connection = try await Composition(try source.load()).connection(application: "plan")
            try await SchemaVersion.require(on: connection)
            let changes = try await publication.plan(on: connection)
            await connection.close()
            for change in changes { print(change) }
            print(changes.isEmpty ? "nothing would change" : "\(changes.count) changes; make them with: relance apply")
        }
    }
}
