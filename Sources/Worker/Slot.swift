import Foundation
import Postgres
import Store
import Telemetry
import Waking

/// One claim loop: claims a batch, has it done, and claims the next.
struct Slot: Sendable {
    let pool: Pool
    let handler: any Handler
    let heartbeat: Heartbeat
    let bells: SlotBells
    let configuration: Worker.Configuration
    let observe: Observer
    let role: SlotRole
    let suspectCrowd: SuspectCrowd

    /// Until cancelled. A claim that was made is always worked to its end. The longer nothing comes, the longer it rests; in
    /// the end until it is woken, by producers or the watch.
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

    /// Claims and works what there is; answers how many jobs.
    func turn() async throws -> Int {
        let found = try await turn(alone: true)
        // A crowd goes first: the longer its jobs are held, the more of them the next death meets again.
        return found > 0 && role.suspects == 0 ? found : try await found + turn(alone: false)
    }

    private func rest(_ pause: Duration) async throws {
        guard role.ordinary > 0 else { return try await bells.suspects.wait(atMost: nil) }
        try await bells.jobs.wait(atMost: pause < configuration.pollIdle ? pause : nil)
    }

    /// Works for as long as one batch brings the next; answers how many jobs.
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
            // There may be more than one slot can take.
            if jobs.count >= limit { bells.jobs.ring() }
            // What has been begun is worked to its end, also when the process is asked to stop meanwhile.
            jobs = await Task { [jobs, window] in await work(jobs, window) }.value
            if let begun = window.nextBegun { window = self.window(since: begun) }
        }
        return count
    }

    private var suspects: Int { suspectCrowd.seesCrowd ? role.suspectsInCrowd : role.suspects }

    /// Who is to look for suspects, too, goes straight on with nothing else.
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

    /// A claim whose reply was lost may have been committed: its nonce finds it.
    private func reclaiming(_ nonce: UUID, _ claim: (UUID) async throws -> [Job]) async throws -> [Job] {
        do { return try await claim(nonce) } catch let error as PostgresError where error.kind == .commitUnknown {
            return await reclaim(nonce)
        }
    }

    /// Asked until there is an answer, or nothing may be begun any more: otherwise what was claimed would wait for the end
    /// of its lease.
    private func reclaim(_ nonce: UUID) async -> [Job] {
        while heartbeat.mayBegin {
            do { return try await pool.run(ReclaimJobs(worker: configuration.name, nonce: nonce)) } catch {
                observe(.faltered(service: handler.queue, cause: cause(of: error)))
                try? await Task.sleep(for: .milliseconds(500))
            }
        }
        return []
    }

    /// A batch that fails is worked one by one, so that a bad job stops nobody else. Answers the next jobs, if they were
    /// claimed with the end of these.
    private func work(_ jobs: [Job], _ window: LeaseWindow) async -> [Job] {
        // Claimed, but too late to begin: others may have them at once, and no attempt is counted.
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
            // Each may have to wait for another session; what its time is not enough for, others may have.
            guard rest.allows() else { return await pool.farewell(UnclaimJobs(jobs[place...].map(\.lease))) }
            do { _ = try await handler.work([job], rest) } catch { await giveBack([job], after: error) }
        }
    }

    /// The reply to a transaction that ends jobs and claims the next was lost: it may have been committed.
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
            // The lease ends with the heartbeat or the next look; nothing is lost.
            observe(.faltered(service: handler.queue, cause: cause(of: error)))
        }
    }

    private func explanation(of error: any Error) -> String {
        (error as? PostgresError).map(\.description) ?? "\(error)"
    }
}
