import Synchronization
import Telemetry

/// Counts results that came after their lease was lost: the heartbeat tells operators how many.
final class LateOutcomes: Sendable {
    private let total = Atomic(0)

    var count: Int { total.load(ordering: .relaxed) }

    /// Passes everything on, and counts.
    func counted(by observer: Observer) -> Observer {
        Observer(observer.callAsFunction) { [self] observation in
            if case .staleFinish = observation { total.add(1, ordering: .relaxed) }
        }
    }
}
