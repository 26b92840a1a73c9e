import Synchronization
import Telemetry

/// Counts events that a run without faults does not have. It stops counting when the run is over, because stopping
/// looks like losing the lead.
final class FaultCount: Sendable {
    private let faults = Atomic(0)
    private let isOver = Atomic(false)

    /// Ends the count, and returns it.
    func end() -> Int {
        isOver.store(true, ordering: .relaxed)
        return faults.load(ordering: .relaxed)
    }

    func note(_ observation: Observation) {
        switch observation {
        case .faltered, .connectionLost, .leadershipLost, .rescued, .deliveryRefused, .halted, .doubtful, .staleFinish,
            .ended(_, .retried, _), .ended(_, .dead, _):
            guard !isOver.load(ordering: .relaxed) else { return }
            faults.add(1, ordering: .relaxed)
            progress("  fault: \(observation)")
        default: break
        }
    }
}
