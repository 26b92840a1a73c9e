import API
import ArgumentParser
import ServiceLifecycle

/// Receives events, forms, clicks and unsubscriptions over HTTP.
struct APIProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Take events, forms, clicks and unsubscriptions in over HTTP."
    )

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let composition = Composition(try source.loadAndLog())
            let server = try composition.server()
            // It listens at once, answers 503 meanwhile, and ends when the waiting was in vain.
            let watch = Loop {
                try await composition.wait(for: .schema, as: "api")
                try await gracefulShutdown()
            }
            try await Commands.run(
                [server, watch],
                for: "api",
                grace: composition.grace,
                observer: composition.observer
            )
        }
    }
}
