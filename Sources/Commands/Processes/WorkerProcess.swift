import ArgumentParser
import Store
import Telemetry
import Worker

/// Claims jobs and does them. Start as many as needed.
struct WorkerProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Claim jobs and do them: advance enrollments, send e-mails."
    )

    @OptionGroup var source: SettingsOption

    @Option(help: "Claim from these only, and hold so many jobs of each at once: email=50,automation=200.")
    var queues: QueueShares?

    func run() async throws {
        try await reporting {
            let composition = Composition(try source.loadAndLog())
            let worker = try composition.worker(queues?.shares)
            try await Commands.run(
                composition.status(isReady: { worker.isReady }, gauges: { Gauge.use(of: worker.pool) })
                    + [
                        Loop {
                            try await composition.wait(for: .schema, as: "worker")
                            try await worker.run()
                        }
                    ],
                for: "worker",
                grace: composition.grace,
                observer: composition.observer
            )
        }
    }
}
