import Postgres
import Store
import Telemetry
import Waking

/// Looks for all slots at once, for those that have found nothing for a while, and wakes as many as there is work for: so a
/// worker that has nothing to do asks little.
struct Watch: Sendable {
    let pool: Pool
    let bells: [String: SlotBells]
    let heartbeat: Heartbeat
    let pollIdle: Duration
    let observe: Observer

    /// How long it rests while producers tell of new jobs. Nobody tells of suspects, or of what a stopping worker puts back.
    static let rest = Duration.seconds(1)

    /// Until cancelled.
    func keep() async {
        while !Task.isCancelled {
            do { try await look() } catch let error where !Task.isCancelled {
                observe(.faltered(service: "watch", cause: cause(of: error)))
                try? await Task.sleep(for: .seconds(1))
            } catch {}
            try? await Task.sleep(for: pause)
        }
    }

    private var pause: Duration {
        bells.values.allSatisfy(\.jobs.isPromised) ? max(pollIdle, Self.rest) : pollIdle
    }

    /// Asks producers to ring before it looks: what came earlier it sees itself.
    private func look() async throws {
        for bell in bells.values { try await bell.jobs.askToRing() }
        guard heartbeat.mayBegin else { return }
        for (queue, isWaiting, hasSuspects) in try await pool.run(LookForJobs(bells.keys.sorted())) {
            if hasSuspects { bells[queue]?.ringForSuspects() } else if isWaiting { bells[queue]?.jobs.ring() }
        }
    }
}

/// What wakes the slots of one queue.
struct SlotBells: Sendable {
    /// Rung for those that take jobs as they come.
    let jobs: Doorbell
    /// Rung for those that take nothing but suspects. Nobody but the watch does.
    let suspects = Doorbell { _ in false }

    /// Also one that takes jobs as they come may be the one that is to take suspects.
    func ringForSuspects() {
        suspects.ringAll()
        jobs.ringAll()
    }
}
