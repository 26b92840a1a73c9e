import Postgres
import Store
import Telemetry

/// Gives jobs of workers that no longer beat to others; those that have killed three are given up, and their walks are
/// asked to end.
struct Rescuer: Sendable {
    let pool: Pool
    let expiry: Duration
    let observe: Observer

    /// - Parameter isThorough: also from workers that beat and are stuck, and from ones nobody knows.
    func rescue(term: Int64, isThorough: Bool) async throws -> Int {
        let rescued = try await pool.transaction { connection in
            let rescued = try await connection.run(RescueJobs(term: term, expiry: expiry, isThorough: isThorough))
            let dead = rescued.filter(\.isDead).map(\.job)
            if !dead.isEmpty {
                let reason = "the step killed three workers"
                _ = try await connection.run(GiveUpJobs(dead.map { ($0, reason) }))
            }
            return rescued.count
        }
        if rescued > 0 { observe(.rescued(count: rescued)) }
        return rescued
    }
}
