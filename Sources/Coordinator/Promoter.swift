import Postgres
import Store
import Telemetry

/// Moves due jobs to where workers can claim them, or to their gate.
struct Promoter: Sendable {
    let pool: Pool
    let limit: Int
    let observe: Observer

    func promote(term: Int64) async throws -> Int { try await promote(term, isThorough: false) }

    /// Also finds jobs that were enqueued as delayed for a moment in the past. Only a full batch makes another look
    /// worthwhile, because `promote` handles jobs that fall due in the meantime.
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
