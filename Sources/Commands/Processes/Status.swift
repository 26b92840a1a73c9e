import Coordinator
import Postgres
import ServiceLifecycle
import Settings
import Status
import Store
import Telemetry

extension Composition {
    /// What a process answers at `metrics.port`; nothing when no port is set. First in its list of services, it answers until
    /// what was begun is finished: that it is not ready any more, and what it counts.
    ///
    /// - Parameters:
    ///   - gauges: what the process knows of itself, told also while the database is away.
    ///   - shared: what the database knows of the whole cluster.
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

    /// How long ago each service of a leading coordinator finished a round. An age, not a moment: a machine's clock may be
    /// off, and a scrape is fresh.
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
