import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Serves a process's state to machines, over HTTP: `/livez`, `/readyz` and `/metrics`.
package struct StatusServer: Service {
    private let host: String
    private let port: Int
    private let isReady: @Sendable () async -> Bool
    private let metrics: @Sendable () async throws -> String
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - port: 0: any free port, which `onListening` receives.
    ///   - metrics: in Prometheus's text format.
    package init(
        host: String,
        port: Int,
        isReady: @escaping @Sendable () async -> Bool,
        metrics: @escaping @Sendable () async throws -> String,
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        (self.host, self.port, self.isReady, self.metrics) = (host, port, isReady, metrics)
        self.onListening = onListening
    }

    package func run() async throws {
        let router = Router()
        router.get("livez") { _, _ in "alive\n" }
        router.get("readyz") { [isReady] _, _ in
            await isReady()
                ? Response(status: .ok, body: .init(byteBuffer: .init(string: "ready\n")))
                : Response(status: .serviceUnavailable, body: .init(byteBuffer: .init(string: "not ready\n")))
        }
        router.get("metrics") { [metrics] _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: .init(string: try await metrics()))
            )
        }
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "status.http") { _ in SwiftLogNoOpLogHandler() }
        )
        do { try await application.run() } catch let error as IOError {
            throw CannotListen(on: host, port, because: String(cString: strerror(error.errnoCode)))
        }
    }
}

/// The address is in use, does not belong to this machine, or is not allowed to this user.
package struct CannotListen: Error, CustomStringConvertible {
    package let description: String

    init(on host: String, _ port: Int, because reason: String) {
        description = "cannot listen on \(host):\(port) (metrics.host, metrics.port): \(reason)"
    }
}
