import Foundation
import ServiceLifecycle
import Synchronization
import Telemetry

/// The time that a process has to finish its work when it is asked to stop. Unfinished work, such as an outcome while
/// the database is away, is left to other processes, as after a power cut, and the process exits with 1. A kill by an
/// orchestrator would report nothing.
final class Grace: Service {
    private let process: String
    private let length: Duration
    private let observe: Observer
    private let countdown = Mutex<Task<Void, Never>?>(nil)

    init(of process: String, _ length: Duration, _ observe: Observer) {
        (self.process, self.length, self.observe) = (process, length, observe)
    }

    /// Waits for the request to stop, and then starts the countdown.
    func run() async throws {
        try? await gracefulShutdown()
        observe(.shuttingDown(process: process, grace: length))
        // Not a child task: it must outlive this service, whose end lets the next one stop.
        let task = Task { [process, length, observe] in
            guard (try? await Task.sleep(for: length)) != nil else { return }
            observe(.cutShort(process: process))
            exit(EXIT_FAILURE)
        }
        countdown.withLock { $0 = task }
    }

    /// Stops the countdown: everything has ended in time.
    func lift() { countdown.withLock { $0?.cancel() } }
}
