import Postgres
import Store
import Telemetry

/// Puts jobs of workers that no longer beat back into the queue. It gives up a job that has killed three workers, and
/// requests the end of its enrollment.
struct Rescuer: Sendable {
    let pool: Pool
    let expiry: Duration
    let observe: Observer

    /// - Parameter isThorough: also rescue from workers that beat but are stuck, and from unknown workers.
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
