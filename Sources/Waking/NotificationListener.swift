package import Postgres
import Store
package import Telemetry

/// Listens on its own connection, and rings the doorbells. Through a transaction-mode pooler it can hear nothing; then
/// waiters find work by looking, which is enough.
package struct NotificationListener: Sendable {
    private let database: Postgres.Configuration
    private let doorbells: [String: Doorbell]
    private let observe: Observer

    /// - Parameter doorbells: by the channel on which producers notify.
    package init(database: Postgres.Configuration, doorbells: [String: Doorbell], observe: Observer) {
        (self.database, self.doorbells, self.observe) = (database, doorbells, observe)
    }

    /// Runs until it is cancelled.
    package func listen() async {
        while !Task.isCancelled {
            guard !database.throughPooler else {
                try? await Task.sleep(for: .seconds(3600))
                continue
            }
            do { try await hear() } catch { observe(.faltered(service: "listening", cause: cause(of: error))) }
            for doorbell in doorbells.values { doorbell.hear(false) }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func hear() async throws {
        let connection = try await Connection.open(database)
        do {
            let notifications = try await connection.listen(to: doorbells.keys.sorted())
            for doorbell in doorbells.values { doorbell.hear(true) }
            for try await notification in notifications { doorbells[notification.channel]?.ring() }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }
}
