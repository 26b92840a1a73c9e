import Foundation
import ServiceLifecycle
import Synchronization
import Telemetry

/// The time a process has to finish what it has begun when it is asked to stop. What is not done by then, an outcome for
/// which the database is missing, say, is left to others as after a power cut, and the process ends with 1: better so than
/// by an orchestrator that tells nobody.
final class Grace: Service {
    private let process: String
    private let length: Duration
    private let observe: Observer
    private let countdown = Mutex<Task<Void, Never>?>(nil)

    init(of process: String, _ length: Duration, _ observe: Observer) {
        (self.process, self.length, self.observe) = (process, length, observe)
    }

    /// Waits to be asked to stop; from then on the time runs.
    func run() async throws {
        try? await gracefulShutdown()
        observe(.shuttingDown(process: process, grace: length))
        // Not a child task: it outlives this service, whose end lets the next one stop.
        let task = Task { [process, length, observe] in
            guard (try? await Task.sleep(for: length)) != nil else { return }
            observe(.cutShort(process: process))
            exit(EXIT_FAILURE)
        }
        countdown.withLock { $0 = task }
    }

    /// Everything has ended in time.
    func lift() { countdown.withLock { $0?.cancel() } }
}
