import Postgres
import Store
import Telemetry

/// Moves jobs that have fallen due to where they can be claimed, or to their gate.
struct Promoter: Sendable {
    let pool: Pool
    let limit: Int
    let observe: Observer

    /// - Parameter isThorough: also what was put among the delayed with a moment that had passed.
    func promote(term: Int64, isThorough: Bool) async throws -> Int {
        let moved = try await pool.first(PromoteJobs(term: term, limit: limit, isThorough: isThorough)) ?? 0
        if moved > 0 { observe(.promoted(count: moved)) }
        return moved
    }
}
