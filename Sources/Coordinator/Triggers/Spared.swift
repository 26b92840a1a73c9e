import Automation
import Postgres
import Synchronization

/// Thrown to undo a round of reactions, because another session holds what they must change for these contacts.
struct Stuck: Error {
    let contacts: Set<ContactID>
    let error: PostgresError
}

/// Contacts whose changes are left alone for a while, so that other contacts do not wait for them repeatedly.
final class Spared: Sendable {
    private static let rest = Duration.seconds(5)
    private let until = Mutex<[ContactID: ContinuousClock.Instant]>([:])

    /// The contacts that are left alone now.
    var contacts: Set<ContactID> {
        let now = ContinuousClock.now
        return until.withLock { until in
            until = until.filter { $0.value > now }
            return Set(until.keys)
        }
    }

    func note(_ contacts: Set<ContactID>) {
        let end = ContinuousClock.now + Self.rest
        until.withLock { until in for contact in contacts { until[contact] = end } }
    }
}
