import Postgres
import Store
import Telemetry
import Waking

/// Looks for work on behalf of all idle slots, and wakes as many slots as there is work for, so that an idle worker
/// runs few queries.
struct Watch: Sendable {
    let pool: Pool
    let bells: [String: SlotBells]
    let heartbeat: Heartbeat
    let pollIdle: Duration
    let observe: Observer

    /// The rest while producers notify about new jobs. They do not notify about suspects, or about jobs that a stopping
    /// worker puts back.
    static let rest = Duration.seconds(1)

    /// Runs until it is cancelled.
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

    /// Asks producers to notify before it looks, because the look finds earlier jobs.
    private func look() async throws {
        for bell in bells.values { try await bell.jobs.askToRing() }
        guard heartbeat.mayBegin else { return }
        for (queue, isWaiting, hasSuspects) in try await pool.run(LookForJobs(bells.keys.sorted())) {
            if hasSuspects { bells[queue]?.ringForSuspects() } else if isWaiting { bells[queue]?.jobs.ring() }
        }
    }
}

/// Wakes the slots of one queue.
struct SlotBells: Sendable {
    /// Rung for slots that take ordinary jobs.
    let jobs: Doorbell
    /// Rung by the watch only, for slots that take only suspects.
    let suspects = Doorbell { _ in false }

    /// Also wakes slots that take ordinary jobs, because one of them may also serve suspects.
    func ringForSuspects() {
        suspects.ringAll()
        jobs.ringAll()
    }
}
