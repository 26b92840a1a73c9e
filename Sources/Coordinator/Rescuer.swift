import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Gives jobs of workers that no longer beat to others; those that have killed three are given up.
struct Rescuer: Sendable {
    let pool: Pool
    let walk: Walk
    let expiry: Duration
    let observe: Observer

    /// - Parameter isThorough: also from workers that beat and are stuck, and from ones nobody knows.
    func rescue(term: Int64, isThorough: Bool) async throws -> Int {
        let rescued = try await pool.transaction { connection in
            let rescued = try await connection.run(RescueJobs(term: term, expiry: expiry, isThorough: isThorough))
            let dead = rescued.filter(\.isDead).map(\.job)
            let stranded = dead.isEmpty ? [] : try await connection.run(HoldEnrollments(ofJobs: dead))
            let reason = ExitReason.failed(explanation: "the step killed three workers")
            try await walk.leave(stranded.map { (Walker($0), reason) }, on: connection)
            return rescued.count
        }
        if rescued > 0 { observe(.rescued(count: rescued)) }
        return rescued
    }
}
