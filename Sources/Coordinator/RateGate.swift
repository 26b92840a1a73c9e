import Postgres
import Store
import Telemetry

/// Releases jobs of queues with a rate, as fast as the rate allows.
struct RateGate: Sendable {
    let pool: Pool
    let rates: Rates
    let limit: Int
    let observe: Observer

    func release(term: Int64) async throws -> Int {
        var total = 0
        // One statement per queue: there are few queues, and each has its own allowance.
        for (queue, isWaiting, available) in try await rates.read(atMost: limit) where isWaiting && available > 0 {
            let released = try await pool.one(ReleaseRated(term: term, queue: queue, limit: available))
            rates.spend(released, of: queue)
            total += released
        }
        if total > 0 { observe(.released(count: total)) }
        return total
    }
}
