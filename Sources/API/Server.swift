import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
package import Postgres
import ServiceLifecycle
package import Telemetry
package import Tracking

/// The API process: takes messages, forms, clicks, opens and unsubscriptions in over HTTP.
///
/// Runs until its service group shuts down gracefully (it then finishes the requests it has) or its task is cancelled.
package struct Server: Service {
    private let configuration: Configuration
    private let desk: Desk
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
        desk = Desk(configuration: configuration, pool: pool, keyring: keyring, observe: observer, metrics: metrics)
    }

    package func run() async throws {
        try await withGracefulShutdownHandler {
            do { try await application.run() } catch let error as IOError {
                throw CannotListen(on: configuration, because: String(cString: strerror(error.errnoCode)))
            } catch let error as SocketAddressError {
                throw CannotListen(on: configuration, because: "\(error)")
            }
        } onGracefulShutdown: {
            desk.presence.leave()
        }
    }

    private var application: some ApplicationProtocol {
        Application(
            responder: desk,
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
