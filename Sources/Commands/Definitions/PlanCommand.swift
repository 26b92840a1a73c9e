import ArgumentParser
import Automation
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

    @Flag(help: "As one JSON object.") var json = false
    @OptionGroup var definitions: DefinitionsFolder
    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let publication = try Publication(definitions.read(forPrograms: json))
            let connection = try await Composition(try source.load()).connection(application: "plan")
            try await SchemaVersion.require(on: connection)
            let changes = try await publication.plan(on: connection)
            await connection.close()
            print(json ? Self.object(changes).text : Self.text(changes))
        }
    }

    private static func text(_ changes: [PlannedChange]) -> String {
        let count = changes.count == 1 ? "1 change" : "\(changes.count) changes"
        let end = changes.isEmpty ? "nothing would change" : "\(count); make them with: relance apply"
        return (changes.map(\.description) + [end]).joined(separator: "\n")
    }

    private static func object(_ changes: [PlannedChange]) -> JSON {
        let items = changes.map { change in
            JSON.object([
                "change": .text(change.kind.rawValue), "kind": .text(change.subject.rawValue),
                "name": .text(change.name), "in_flight": .number("\(change.inFlight)"),
            ])
        }
        return .object(["changes": .list(items)])
    }
}
