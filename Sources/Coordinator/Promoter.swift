import Postgres
import Store
import Telemetry

/// Moves jobs that have fallen due to where they can be claimed, or to their gate.
struct Promoter: Sendable {
    let pool: Pool
    let limit: Int
    let observe: Observer

    func promote(term: Int64) async throws -> Int { try await promote(term, isThorough: false) }

    /// Looks also for what was put among the delayed with a moment that had passed. Looking again at once is worth while
    /// only after a full batch: what falls due meanwhile is the others' work.
    func findStragglers(term: Int64) async throws -> Int {
        let moved = try await promote(term, isThorough: true)
        return moved < limit ? 0 : moved
    }

    private func promote(_ term: Int64, isThorough: Bool) async throws -> Int {
        let moved = try await pool.first(PromoteJobs(term: term, limit: limit, isThorough: isThorough)) ?? 0
        if moved > 0 { observe(.promoted(count: moved)) }
        return moved
    }
}
