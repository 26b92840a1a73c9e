import ArgumentParser
import Automation
import Definitions
import Engine
import Postgres
import Settings
import Store

/// Publishes the definitions, all or none.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a folder of definitions what runs: all of it, or nothing when there is a mistake."
    )

    @Flag(help: "Wait for the database and its schema, database.wait_for_schema at most.") var wait = false
    @OptionGroup var definitions: DefinitionsFolder
    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let publication = try Publication(definitions.read())
            let settings = try source.loadAndLog()
            try Self.requirePostalAddress(for: publication, in: settings)
            let composition = Composition(settings)
            if wait { try await composition.wait(for: .schema, as: "apply") }
            let connection = try await composition.connection(application: "apply")
            try await SchemaVersion.require(on: connection)
            let changes = try await connection.transaction {
                try await publication.apply(on: $0, in: settings.workspace.timeZone)
            }
            await connection.close()
            for change in changes { print(change) }
            print(changes.isEmpty ? "nothing had changed" : "applied")
        }
    }

    /// Every marketing e-mail must show the address: without one, each would be held back when it is due.
    private static func requirePostalAddress(for publication: Publication, in settings: Settings) throws {
        guard settings.workspace.postalAddress.isEmpty else { return }
        guard let email = publication.emails.first(where: { $0.definition.kind == .marketing }) else { return }
        throw ValidationError(
            """
            workspace.postal_address (RELANCE_WORKSPACE_POSTAL_ADDRESS) is empty, and marketing e-mails such as \
            "\(email.definition.name)" must show it. Nothing was applied.
            """
        )
    }
}
