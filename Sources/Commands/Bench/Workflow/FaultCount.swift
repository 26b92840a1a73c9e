import Synchronization
import Telemetry

/// Counts what a run without faults does not have.
final class FaultCount: Sendable {
    private let faults = Atomic(0)

    var count: Int { faults.load(ordering: .relaxed) }

    func note(_ observation: Observation) {
        switch observation {
        case .faltered, .connectionLost, .leadershipLost, .rescued, .deliveryRefused, .doubtful, .retried, .buried,
            .staleFinish:
            faults.add(1, ordering: .relaxed)
            progress("  fault: \(observation)")
        default: break
        }
    }
}
