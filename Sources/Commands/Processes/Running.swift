import Logging
import ServiceLifecycle
import Settings
import Store
import Telemetry
import UnixSignals

/// Runs services until SIGTERM or Ctrl-C, then lets them finish what they have.
func run(
    _ services: [any Service],
    for process: String,
    endingOn signals: [UnixSignal] = [.sigterm, .sigint],
    settings: Settings,
    observer: Observer
) async throws {
    observer(.started(process: process, version: Relance.version))
    var configuration = ServiceGroupConfiguration(
        services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
        gracefulShutdownSignals: signals,
        logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }
    )
    configuration.maximumGracefulShutdownDuration = settings.worker.grace
    try await ServiceGroup(configuration: configuration).run()
    observer(.stopped(process: process))
}

/// A loop that runs until it is cancelled, as a service: a graceful shutdown cancels it.
struct Loop: Service {
    private let body: @Sendable () async throws -> Void

    init(_ body: @escaping @Sendable () async throws -> Void) { self.body = body }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do { try await body() } catch is CancellationError {}
        }
    }
}
