import Foundation
import Postgres
import Store
import Telemetry

/// One claim loop: claims a batch, has it done, and claims the next.
struct Slot: Sendable {
    let pool: Pool
    let handler: any Handler
    let heart: Heart
    let configuration: Worker.Configuration
    let observe: Observer
    /// Whether it also takes the jobs that have killed a worker. One slot of each handler does: what else such a job
    /// could take with it stays small, and a second death says something about the job.
    let takesSuspects: Bool

    /// Until cancelled. A claim that was made is always worked to its end. The longer nothing comes, the longer it rests.
    func run() async {
        var hasSuspects = false
        var claims = 0
        var pause = configuration.pollBusy
        while !Task.isCancelled {
            claims += 1
            do {
                if asksForSuspects(hasSuspects, claims) {
                    hasSuspects = try await turn(alone: true) > 0
                } else if try await turn(alone: false) > 0 {
                    pause = configuration.pollBusy
                } else {
                    await rest(for: pause)
                    pause = min(pause * 2, configuration.pollIdle)
                }
            } catch is CancellationError {
                return
            } catch {
                observe(.faltered(service: handler.queue, cause: cause(of: error)))
                await rest(for: .seconds(1))
            }
        }
    }

    /// Now and then; while there are any, always. The only slot of its kind still does the other work in between.
    private func asksForSuspects(_ hasSuspects: Bool, _ claims: Int) -> Bool {
        guard takesSuspects else { return false }
        guard hasSuspects else { return claims.isMultiple(of: 8) }
        return configuration.slots > 1 || claims.isMultiple(of: 2)
    }

    /// Claims and works once, whatever there is; answers how many jobs.
    func workOnce() async throws -> Int {
        try await turn(alone: false) + turn(alone: true)
    }

    private func turn(alone: Bool) async throws -> Int {
        guard heart.mayBegin else { return 0 }
        let stint = Stint(heart, until: .now + configuration.lease)
        let jobs = try await claim(alone: alone)
        guard !jobs.isEmpty else { return 0 }
        observe(.claimed(count: jobs.count))
        // What has been begun is worked to its end, also when the process is asked to stop meanwhile.
        await Task { await work(jobs, stint) }.value
        return jobs.count
    }

    /// A claim whose reply was lost may have been committed: its nonce finds it.
    private func claim(alone: Bool) async throws -> [Job] {
        let nonce = UUID()
        let claim = ClaimJobs(
            from: handler.queue,
            limit: handler.batch(configuration),
            worker: configuration.name,
            nonce: nonce,
            alone: alone,
            lease: configuration.lease
        )
        do { return try await pool.run(claim) } catch let error as PostgresError where error.kind == .commitUnknown {
            return try await pool.run(ResumeClaim(worker: configuration.name, nonce: nonce))
        }
    }

    /// A batch that fails is worked one by one, so that a bad job stops nobody else.
    private func work(_ jobs: [Job], _ stint: Stint) async {
        // Claimed, but too late to begin: others may have them at once, and no attempt is counted.
        guard stint.allows() else { return await pool.farewell(UnclaimJobs(jobs.map(\.lease))) }
        do { try await handler.work(jobs, stint) } catch {
            guard jobs.count > 1 else { return await giveBack(jobs, after: error) }
            for job in jobs {
                do { try await handler.work([job], stint) } catch { await giveBack([job], after: error) }
            }
        }
    }

    private func giveBack(_ jobs: [Job], after error: any Error) async {
        observe(.faltered(service: handler.queue, cause: cause(of: error)))
        let attempts = jobs.map { FailedAttempt($0.lease, error: explanation(of: error)) }
        do {
            try await pool.transaction { connection in try await retry(attempts, walk: handler.walk, on: connection) }
        } catch {
            // The lease ends with the heartbeat or the next look; nothing is lost.
            observe(.faltered(service: handler.queue, cause: cause(of: error)))
        }
    }

    private func rest(for duration: Duration) async { try? await Task.sleep(for: duration) }

    private func explanation(of error: any Error) -> String {
        (error as? PostgresError).map(\.description) ?? "\(error)"
    }
}
