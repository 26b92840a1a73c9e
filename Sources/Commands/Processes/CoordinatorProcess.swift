import ArgumentParser
import Coordinator
import Store
import Telemetry

/// Evaluates triggers, promotes due jobs, opens the gate for sends, rescues. One coordinator leads; the others stand
/// by.
struct CoordinatorProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator",
        abstract: "Evaluate triggers, release what is due, rescue. One leads, others stand by."
    )

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let composition = Composition(try source.loadAndLog())
            let coordinator = try composition.coordinator()
            try await Commands.run(
                composition.status(
                    isReady: { coordinator.isReady },
                    gauges: { Gauge.use(of: coordinator.pool) + Gauge.sinceRounds(of: coordinator) },
                    shared: { try await coordinator.gauges().map(Gauge.init) }
                ) + [
                    Loop {
                        try await composition.wait(for: .schema, as: "coordinator")
                        try await coordinator.run()
                    }
                ],
                for: "coordinator",
                grace: composition.grace,
                observer: composition.observer
            )
        }
    }
}
