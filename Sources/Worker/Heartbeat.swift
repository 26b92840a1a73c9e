import Foundation
import Postgres
import Store
import Synchronization
import Telemetry

/// The worker's heartbeat, on its own connection. While it beats, the worker's leases live.
///
/// After three quarters of the expiry without a beat, by this machine's monotonic clock, the worker starts nothing
/// more, because its jobs are about to go to other workers.
final class Heartbeat: Sendable {
    private let configuration: Worker.Configuration
    private let queues: [String]
    private let pool: Pool
    private let observe: Observer
    private let lastBeat = Mutex<ContinuousClock.Instant?>(nil)
    private let isStopping = Atomic(false)
    private let late: LateOutcomes

    init(
        _ configuration: Worker.Configuration,
        queues: [String],
        database: Postgres.Configuration,
        late: LateOutcomes,
        observe: Observer
    ) {
        (self.configuration, self.queues, self.late, self.observe) = (configuration, queues, late, observe)
        pool = Pool(database.answering(within: configuration.expiry / 4), size: 1)
    }

    var isBeating: Bool {
        guard let last = lastBeat.withLock({ $0 }) else { return false }
        return ContinuousClock.now - last < configuration.expiry * 3 / 4
    }

    /// Whether the worker may begin anything: it beats, and was not asked to stop.
    var mayBegin: Bool { !isStopping.load(ordering: .relaxed) && isBeating }

    /// Lets the worker begin nothing new. It finishes what it has begun, and the heartbeat goes on.
    func beginNothing() { isStopping.store(true, ordering: .relaxed) }

    /// Beats until it is cancelled. A beat that gets no answer in time is soon followed by another, on a new
    /// connection.
    func beat() async {
        while !Task.isCancelled {
            var pause = configuration.heartbeat
            do { try await beatOnce() } catch {
                observe(.faltered(service: "heartbeat", cause: cause(of: error)))
                pause = .milliseconds(200)
            }
            try? await Task.sleep(for: pause)
        }
    }

    func beatOnce() async throws {
        let begun = ContinuousClock.now
        _ = try await pool.run(
            BeatWorker(
                configuration.name,
                host: ProcessInfo.processInfo.hostName,
                processID: Int(ProcessInfo.processInfo.processIdentifier),
                queues: queues,
                expiry: configuration.expiry,
                late: late.count
            )
        )
        let last = lastBeat.withLock { last in
            defer { last = begun }
            return last
        }
        if let last, begun - last >= configuration.expiry { observe(.leaseLost(silence: begun - last)) }
    }

    func signOff() async {
        await pool.farewell(SignOffWorker(configuration.name))
        await pool.close()
    }
}
