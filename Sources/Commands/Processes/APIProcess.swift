import API
import ArgumentParser
import Store

/// Takes events, forms, clicks and unsubscriptions in over HTTP.
struct APIProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Take events, forms, clicks and unsubscriptions in over HTTP."
    )

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let composition = Composition(try source.loadAndLog())
            try await SchemaVersion.require(on: composition)
            try await Commands.run(
                [try composition.server()],
                for: "api",
                grace: composition.grace,
                observer: composition.observer
            )
        }
    }
}
