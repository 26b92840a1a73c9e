import ArgumentParser
import Definitions
import Engine
import Postgres
import Store

/// Makes the definitions what runs, all or nothing.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a folder of definitions what runs: all of it, or nothing when there is a mistake."
    )

    @OptionGroup var definitions: DefinitionsFolder
    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let publication = try Publication(definitions.read())
            let connection = try await Composition(try source.load()).connection(application: "apply")
            try await SchemaVersion.require(on: connection)
            let changes = try await connection.transaction { try await publication.apply(on: $0) }
            await connection.close()
            for change in changes { print(change) }
            print(changes.isEmpty ? "nothing had changed" : "applied")
        }
    }
}
