import Logging
import ServiceLifecycle
import Store
import Synchronization
import Telemetry
import UnixSignals

/// Runs services until SIGTERM or Ctrl-C, then lets them finish their work within the grace.
func run(
    _ services: [any Service],
    for process: String,
    endingOn signals: [UnixSignal] = [.sigterm, .sigint],
    grace: Duration,
    observer: Observer
) async throws {
    observer(.started(process: process, version: Relance.version))
    let grace = Grace(of: process, grace, observer)
    defer { grace.lift() }
    // The last service is shut down first, and the others after it, one by one.
    let configuration = ServiceGroupConfiguration(
        services: (services + [grace]).map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
        gracefulShutdownSignals: signals,
        logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() }
    )
    try await ServiceGroup(configuration: configuration).run()
    observer(.stopped(process: process))
}

/// Runs something that ends by itself. Ctrl-C, SIGTERM or a closed terminal cancels it, and it tidies up. Returns
/// whether it ran to its end.
func isRunToItsEnd(for process: String, _ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
    let isOver = Atomic(false)
    let loop = Loop {
        try await body()
        isOver.store(true, ordering: .relaxed)
    }
    try await run(
        [loop],
        for: process,
        endingOn: [.sigint, .sigterm, .sighup],
        // The grace is long, because removing a private server with millions of rows takes time.
        grace: .seconds(600),
        observer: .silent
    )
    return isOver.load(ordering: .relaxed)
}

/// A loop as a service: it runs until a graceful shutdown cancels it.
struct Loop: Service {
    private let body: @Sendable () async throws -> Void

    init(_ body: @escaping @Sendable () async throws -> Void) { self.body = body }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            do { try await body() } catch is CancellationError {}
        }
    }
}
