import ArgumentParser
import Store
import Worker

/// Claims jobs and does them. Start as many as needed.
struct WorkerProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Claim jobs and do them: advance enrollments, send e-mails."
    )

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let composition = Composition(try source.loadAndLog())
            try await SchemaVersion.require(on: composition)
            let worker = try composition.worker()
            try await Commands.run(
                [Loop { try await worker.run() }],
                for: "worker",
                settings: composition.settings,
                observer: composition.observer
            )
        }
    }
}
