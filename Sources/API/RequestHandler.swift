import Postgres
import Telemetry
import Tracking

/// Does what requests ask for. Its routes say which method of it answers which path.
struct RequestHandler: Sendable {
    let configuration: Configuration
    let pool: Pool
    /// For `/readyz` alone.
    let readiness: Pool
    let keyring: Keyring
    let observe: Observer
    let metrics: @Sendable () -> String
    let presence = Presence()
}
