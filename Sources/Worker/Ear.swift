import Postgres
import Store
import Telemetry

/// Listens for new jobs on a connection of its own, and rings the doorbells. Through a transaction-mode pooler nothing can
/// be heard: the slots look, and that is enough.
struct Ear: Sendable {
    let database: Postgres.Configuration
    let doorbells: [String: Doorbell]
    let observe: Observer

    /// Until cancelled.
    func listen() async {
        guard !database.throughPooler else { return }
        while !Task.isCancelled {
            do { try await hear() } catch { observe(.faltered(service: "listening", cause: cause(of: error))) }
            for doorbell in doorbells.values { doorbell.hear(false) }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func hear() async throws {
        let connection = try await Connection.open(database)
        let byChannel = Dictionary(
            uniqueKeysWithValues: doorbells.map { (ListenForJobs.channel(of: $0.key), $0.value) }
        )
        do {
            let notifications = try await connection.listen(to: byChannel.keys.sorted())
            for doorbell in doorbells.values { doorbell.hear(true) }
            for try await notification in notifications { byChannel[notification.channel]?.ring() }
            await connection.close()
        } catch {
            await connection.close()
            throw error
        }
    }
}
