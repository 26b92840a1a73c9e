import Synchronization
import Telemetry

/// Counts results that came after their lease was lost. The heartbeat reports the count to operators.
final class LateOutcomes: Sendable {
    private let total = Atomic(0)

    var count: Int { total.load(ordering: .relaxed) }

    /// An observer that counts, and passes every observation on.
    func counted(by observer: Observer) -> Observer {
        Observer(observer.callAsFunction) { [self] observation in
            if case .staleFinish = observation { total.add(1, ordering: .relaxed) }
        }
    }
}
