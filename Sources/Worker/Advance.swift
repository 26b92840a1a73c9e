import Automation
import Engine
import Foundation
import Postgres
import Store
import Telemetry

/// Advances due enrollments as far as they can go: a whole batch in one transaction.
struct Advance: Handler {
    let pool: Pool
    let walk: Walk
    let observe: Observer

    var queue: String { "automation" }

    func batch(_ configuration: Worker.Configuration) -> Int { configuration.advanceBatch }

    /// Puts back jobs whose contact another session holds, and advances the others without them.
    func work(_ jobs: [Job], _ window: LeaseWindow) async throws -> [Job] {
        do { return try await advance(jobs, window) } catch let error as PostgresError where error.isLockTimeout {
            let locked = Set(try await pool.run(LockedJobs(among: jobs.map(\.id))))
            guard !locked.isEmpty else {
                guard try await pool.one(IsTableLocked()) else { throw error }
                return try await advance(jobs, window, waiting: LimitLockWaits.forTables)
            }
            observe(.faltered(service: queue, cause: cause(of: error)))
            let stuck = jobs.filter { locked.contains($0.id) }
            _ = try await pool.run(try RetryJobs(stuck.map { .whoseContactIsHeld($0.lease) }))
            let rest = jobs.filter { !locked.contains($0.id) }
            return rest.isEmpty ? [] : try await advance(rest, window)
        }
    }

    private func advance(
        _ jobs: [Job],
        _ window: LeaseWindow,
        waiting limit: Duration = LimitLockWaits.inWorkers
    ) async throws -> [Job] {
        let begun = ContinuousClock.now
        let (count, next) = try await pool.transaction { connection in
            let (_, clock, held) = try await connection.run(
                LimitLockWaits(to: limit),
                ReadClock(),
                HoldEnrollments(ofJobs: jobs.map(\.id))
            )
            let resting = Dictionary(
                uniqueKeysWithValues: held.compactMap { walk in
                    walk.pausedSince.map { (walk.job, $0) }
                }
            )
            let mine = try await finish(jobs, except: resting, at: clock[0], on: connection)
            let walkers = held.filter { mine.contains($0.job) }.map(Walker.init)
            try await walk.advance(walkers, at: clock[0], on: connection)
            let next = if let claim = window.nextClaim() { try await connection.run(claim) } else { [Job]() }
            return (walkers.count, next)
        }
        observe(.advanced(count: count, milliseconds: (ContinuousClock.now - begun).milliseconds))
        return next
    }

    /// Ends the leases, and returns the jobs that still belonged to this worker. Jobs of a paused workflow look again
    /// after a while, or when it is resumed.
    private func finish(
        _ jobs: [Job],
        except resting: [Int64: Date],
        at now: Date,
        on connection: Connection
    ) async throws -> Set<Int64> {
        let attempts = jobs.compactMap { job in
            resting[job.id].map { since in
                let next = Workflow.nextLook(at: now, pausedSince: since)
                return FailedAttempt(job.lease, error: "the workflow is paused", retryAt: next, isCounted: false)
            }
        }
        if !attempts.isEmpty { _ = try await connection.run(try RetryJobs(attempts)) }
        let answers = try await connection.run(FinishJobs(jobs.filter { resting[$0.id] == nil }.map(\.lease)))
        for answer in answers where answer.word == .stale { observe(.staleFinish(job: answer.job)) }
        let done = Set(answers.filter { $0.word == .done }.map(\.job))
        observe.ended(done.count, .done, in: queue)
        return done
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) }
}
