import Coordinator
import Postgres
import ServiceLifecycle
import Settings
import Status
import Store
import Telemetry

extension Composition {
    /// The server at `metrics.port`; none if no port is set. It is first in the list of services, so it answers until
    /// begun work is finished: that the process is no longer ready, and its metrics.
    ///
    /// - Parameters:
    ///   - gauges: the process's own gauges, served even while the database is away.
    ///   - shared: the gauges of the whole cluster, from the database.
    func status(
        isReady: @escaping @Sendable () async -> Bool,
        gauges: @escaping @Sendable () -> [Gauge],
        shared: @escaping @Sendable () async throws -> [Gauge] = { [] }
    ) -> [any Service] {
        guard let port = settings.metrics.port else { return [] }
        return [
            StatusServer(host: settings.metrics.host, port: port, isReady: isReady) { [metrics] in
                metrics.text(adding: gauges() + ((try? await shared()) ?? []))
            }
        ]
    }
}

extension Gauge {
    init(_ gauge: ReadGauges.Gauge) {
        self.init(Series(gauge.name, labels: gauge.labels.map { ($0.key, $0.value) }), gauge.help, gauge.value)
    }

    /// How long ago each service of a leading coordinator finished a round. It is an age and not a moment, because a
    /// machine's clock may be wrong and a scrape is fresh.
    static func sinceRounds(of coordinator: Coordinator) -> [Gauge] {
        coordinator.sinceRounds.map { service, age in
            Gauge(
                Series("relance_coordinator_last_tick_age_seconds", ["service": service]),
                "Since a service of the leading coordinator last finished a round, or had nothing to do.",
                age / .seconds(1)
            )
        }
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
