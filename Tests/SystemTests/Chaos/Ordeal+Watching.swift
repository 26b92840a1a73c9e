import Foundation
import Postgres
import Synchronization

/// How long recovery takes.
extension Ordeal {
    /// Watches until every job that the worker held has been claimed by another worker.
    func watchRestart(of worker: Crew.Member, since killed: ContinuousClock.Instant) async {
        let disturbed = disturbances.load(ordering: .relaxed)
        var restart = Restart(isPatient: worker.isPatient)
        while !restart.isOver, ContinuousClock.now - killed < .seconds(60) {
            if let held = try? await leasedJobs(of: worker),
                let ready = try? await ready(restart.waiting.union(held))
            {
                restart.note(held: held, ready: ready, after: (ContinuousClock.now - killed) / .seconds(1))
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        restart.isDisturbed = disturbances.load(ordering: .relaxed) != disturbed
        let measured = restart
        if !restart.jobs.isEmpty { tally.withLock { $0.restarts.append(measured) } }
    }

    /// Measures from the moment PostgreSQL accepts connections to the first claim.
    func watchResumption() async throws {
        let accepting = Date()
        var claimed: Date?
        while claimed == nil, Date().timeIntervalSince(accepting) < 20 {
            try await Task.sleep(for: .milliseconds(50))
            claimed = try await pool.query(Self.firstClaim)[0].optionalTimestamp("at")
        }
        let seconds = max(0, (claimed ?? Date()).timeIntervalSince(accepting))
        tally.withLock { $0.resumptions.append(seconds) }
    }

    func leases(of worker: Crew.Member) async throws -> Int { try await leasedJobs(of: worker).count }

    /// Messages of the worker whose end is not being written at this moment.
    func messagesUnderWay(of worker: Crew.Member) async throws -> Int {
        try await pool.query(
            """
            SELECT FROM queue.running JOIN messaging.deliveries
                ON deliveries.dedup_key = messaging.dedup_key(running.id, running.payload)
                AND deliveries.fence = running.fence AND deliveries.state = 'sending'
            WHERE worker LIKE $1 FOR UPDATE OF running SKIP LOCKED
            """,
            [.text("\(worker.name)-%")]
        ).count
    }

    private func leasedJobs(of worker: Crew.Member) async throws -> Set<Int64> {
        let rows = try await pool.query(
            "SELECT id FROM queue.running WHERE worker LIKE $1",
            [.text("\(worker.name)-%")]
        )
        return Set(try rows.map { try $0.integer("id") })
    }

    private func ready(_ jobs: Set<Int64>) async throws -> Set<Int64> {
        let rows = try await pool.query("SELECT id FROM queue.ready WHERE id = ANY ($1)", [.integers(Array(jobs))])
        return Set(try rows.map { try $0.integer("id") })
    }

    private static let firstClaim = """
        SELECT min(claimed_at) AS at FROM (
            SELECT claimed_at FROM queue.running UNION ALL SELECT claimed_at FROM queue.done) AS claims
        WHERE claimed_at > pg_postmaster_start_time()
        """
}
