import Foundation
import Postgres
import Store
import Telemetry
import Waking

/// One claim loop: claims a batch, has the handler work it, and claims the next.
struct Slot: Sendable {
    let pool: Pool
    let handler: any Handler
    let heartbeat: Heartbeat
    let bells: SlotBells
    let configuration: Worker.Configuration
    let observe: Observer
    let role: SlotRole
    let suspectCrowd: SuspectCrowd

    /// Runs until it is cancelled. A batch that was claimed is always worked to its end. The longer no work comes, the
    /// longer it rests; in the end it rests until producers or the watch wake it.
    func run() async {
        var pause = configuration.pollBusy
        while !Task.isCancelled {
            do {
                if try await turn() > 0 {
                    pause = configuration.pollBusy
                } else {
                    try await rest(pause)
                    pause = min(pause * 2, configuration.pollIdle)
                }
            } catch let error where Task.isCancelled || error is CancellationError {
                return
            } catch {
                observe(.faltered(service: handler.queue, cause: cause(of: error)))
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Claims and works what is available. Returns how many jobs.
    func turn() async throws -> Int {
        let found = try await turn(alone: true)
        // Work suspects first: the longer they are held, the more of them the next crash hits again.
        return found > 0 && role.suspects == 0 ? found : try await found + turn(alone: false)
    }

    private func rest(_ pause: Duration) async throws {
        guard role.ordinary > 0 else { return try await bells.suspects.wait(atMost: nil) }
        try await bells.jobs.wait(atMost: pause < configuration.pollIdle ? pause : nil)
    }

    /// Works for as long as each batch brings another. Returns how many jobs.
    private func turn(alone: Bool) async throws -> Int {
        let limit = alone ? suspects : role.ordinary
        guard heartbeat.mayBegin, limit > 0 else { return 0 }
        var count = 0
        var window = window(since: .now)
        var jobs = try await reclaiming(UUID()) { try await pool.run(claim(limit, alone: alone, nonce: $0)) }
        if alone { suspectCrowd.note(jobs.count, of: limit) }
        while !jobs.isEmpty {
            count += jobs.count
            observe(.claimed(queue: handler.queue, waits: jobs.map(\.wait)))
            await bells.jobs.note(jobs.count)
            // There may be more jobs than one slot can take.
            if jobs.count >= limit { bells.jobs.ring() }
            // A batch that has begun is worked to its end, even if the process is asked to stop in the meantime.
            jobs = await Task { [jobs, window] in await work(jobs, window) }.value
            if let begun = window.nextBegun { window = self.window(since: begun) }
        }
        return count
    }

    private var suspects: Int { suspectCrowd.seesCrowd ? role.suspectsInCrowd : role.suspects }

    /// A slot that also serves suspects never chains claims.
    private func window(since begun: ContinuousClock.Instant) -> LeaseWindow {
        LeaseWindow(heartbeat, lease: configuration.lease, since: begun) { nonce in
            suspects > 0 ? nil : claim(role.ordinary, alone: false, nonce: nonce)
        }
    }

    private func claim(_ limit: Int, alone: Bool, nonce: UUID) -> ClaimJobs {
        ClaimJobs(
            from: handler.queue,
            limit: limit,
            worker: configuration.name,
            nonce: nonce,
            alone: alone,
            lease: configuration.lease
        )
    }

    /// Finds the jobs by their nonce if the reply is lost, because the claim may have been committed.
    private func reclaiming(_ nonce: UUID, _ claim: (UUID) async throws -> [Job]) async throws -> [Job] {
        do { return try await claim(nonce) } catch let error as PostgresError where error.kind == .commitUnknown {
            return await reclaim(nonce)
        }
    }

    /// Asks until there is an answer, or until the worker may begin nothing more. Otherwise the claimed jobs would wait
    /// for the end of their lease.
    private func reclaim(_ nonce: UUID) async -> [Job] {
        while heartbeat.mayBegin {
            do { return try await pool.run(ReclaimJobs(worker: configuration.name, nonce: nonce)) } catch {
                observe(.faltered(service: handler.queue, cause: cause(of: error)))
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        return []
    }

    /// Works a batch; if it fails, works its jobs one by one, so that a bad job stops no other. Returns the next jobs,
    /// if they were claimed with the end of these.
    private func work(_ jobs: [Job], _ window: LeaseWindow) async -> [Job] {
        // Claimed too late to begin: other workers may have the jobs immediately, and no attempt is counted.
        guard window.allows() else {
            await pool.farewell(UnclaimJobs(jobs.map(\.lease)))
            return []
        }
        let begun = ContinuousClock.now
        defer { observe(.worked(queue: handler.queue, count: jobs.count, took: .now - begun)) }
        do { return try await handler.work(jobs, window) } catch {
            await workAlone(jobs, window, after: error)
            // After those, which wait for a transaction that may still be under way.
            return await claimedMeanwhile(window, error)
        }
    }

    private func workAlone(_ jobs: [Job], _ window: LeaseWindow, after error: any Error) async {
        guard jobs.count > 1 else { return await giveBack(jobs, after: error) }
        let rest = window.withoutNext()
        for (place, job) in jobs.enumerated() {
            // Each job may have to wait for another session. Other workers may have the jobs for which no time is left.
            guard rest.allows() else { return await pool.farewell(UnclaimJobs(jobs[place...].map(\.lease))) }
            do { _ = try await handler.work([job], rest) } catch { await giveBack([job], after: error) }
        }
    }

    /// If the reply to a transaction that ends jobs and claims the next was lost, it may have been committed.
    private func claimedMeanwhile(_ window: LeaseWindow, _ error: any Error) async -> [Job] {
        guard (error as? PostgresError)?.kind == .commitUnknown, window.nextBegun != nil else { return [] }
        return await reclaim(window.nextNonce)
    }

    private func giveBack(_ jobs: [Job], after error: any Error) async {
        observe(.faltered(service: handler.queue, cause: cause(of: error)))
        let isHeld = (error as? PostgresError)?.isLockTimeout == true
        let attempts = jobs.map { job in
            isHeld ? .whoseContactIsHeld(job.lease) : FailedAttempt(job.lease, error: explanation(of: error))
        }
        do {
            try await pool.transaction { connection in
                try await retry(attempts, in: handler.queue, observe, on: connection)
            }
        } catch {
            // The lease ends with the heartbeat or the next look, so nothing is lost.
            observe(.faltered(service: handler.queue, cause: cause(of: error)))
        }
    }

    private func explanation(of error: any Error) -> String {
        (error as? PostgresError).map(\.description) ?? "\(error)"
    }
}
