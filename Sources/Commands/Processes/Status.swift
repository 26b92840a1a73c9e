import Postgres
import ServiceLifecycle
import Settings
import Status
import Store
import Telemetry

/// What a process answers at `metrics.port`; nothing when no port is set. First in its list of services, it answers until
/// what was begun is finished: that it is not ready any more, and what it counts.
extension Composition {
    func status(
        isReady: @escaping @Sendable () async -> Bool,
        gauges: @escaping @Sendable () async throws -> [Gauge]
    ) -> [any Service] {
        guard let port = settings.metrics.port else { return [] }
        return [
            StatusServer(host: settings.metrics.host, port: port, isReady: isReady) { [metrics] in
                // Counters are told also while the database is away.
                metrics.text(adding: (try? await gauges()) ?? [])
            }
        ]
    }
}

extension Gauge {
    init(_ gauge: ReadGauges.Gauge) {
        self.init(Series(gauge.name, labels: gauge.labels.map { ($0.key, $0.value) }), gauge.help, gauge.value)
    }

    /// How many connections of a pool are lent, and how many borrowers wait.
    static func use(of pool: Pool) -> [Gauge] {
        let places = pool.overview
        return [
            Gauge(Series("relance_db_pool_in_use"), "Connections at work.", Double(places.taken)),
            Gauge(Series("relance_db_pool_waiting"), "Who waits for a connection.", Double(places.waiting)),
        ]
    }
}
