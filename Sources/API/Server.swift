import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
package import Postgres
import ServiceLifecycle
import Store
package import Telemetry
package import Tracking

/// The API process: takes messages, forms, clicks, opens and unsubscriptions in over HTTP.
///
/// Runs until its service group shuts down gracefully (it then finishes the requests it has) or its task is cancelled.
package struct Server: Service {
    private let configuration: Configuration
    private let handler: RequestHandler
    private let readiness: Pool
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - metrics: what `/metrics` answers, in the text format of Prometheus.
    ///   - onListening: called once, with the port, when connections are accepted.
    package init(
        configuration: Configuration,
        pool: Pool,
        keyring: Keyring,
        observer: Observer = .silent,
        metrics: @escaping @Sendable () -> String = { "" },
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.onListening = onListening
        // Requests that hold every connection must not make the process look broken, and it says soon when it is.
        var prompt = pool.configuration.answering(within: .seconds(4))
        prompt.reconnectFor = .zero
        readiness = Pool(prompt, size: 1, waitMax: .seconds(4))
        handler = RequestHandler(
            configuration: configuration,
            pool: pool,
            readiness: readiness,
            keyring: keyring,
            observe: observer,
            metrics: metrics
        )
    }

    /// The sessions of requests: one that meets a row which another session holds is told to come back, before it keeps a
    /// connection from the others for long.
    package static func sessions(_ database: Postgres.Configuration) -> Postgres.Configuration {
        var sessions = database
        sessions.lockTimeout = LimitLockWaits.inAPI
        return sessions
    }

    package func run() async throws {
        defer { Task { await readiness.close() } }
        try await withGracefulShutdownHandler {
            do { try await application.run() } catch let error as IOError {
                throw CannotListen(on: configuration, because: String(cString: strerror(error.errnoCode)))
            } catch let error as SocketAddressError {
                throw CannotListen(on: configuration, because: "\(error)")
            }
        } onGracefulShutdown: {
            handler.presence.leave()
        }
    }

    private var application: some ApplicationProtocol {
        Application(
            router: handler.router,
            server: .http1(configuration: .init(idleTimeout: .nanoseconds(configuration.idleLimit.nanoseconds))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionsMax)
            ),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "api.http") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}

/// The address is taken, not this machine's, or not allowed to this user.
package struct CannotListen: Error, CustomStringConvertible {
    package let description: String

    init(on configuration: Configuration, because reason: String) {
        description = "cannot listen on \(configuration.host):\(configuration.port) (api.host, api.port): \(reason)"
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
