/// What the ledger says to an intent to send (`messaging.intend`).
package enum IntentVerdict: Hashable, Sendable {
    /// Committed: the message may leave once the transaction has.
    case send
    /// Consent, a suppression or a missing address forbids it.
    case blocked(reason: String)
    /// The enrollment is over, or the contact is erased.
    case ended
    case paused
    /// The window closed after the gate had let the send through.
    case closed
    /// Another session holds the contact.
    case held
    /// Another worker has the job.
    case stale
    /// An earlier intent of the same step is over.
    case already(Earlier)
    /// An earlier intent of the same step has no outcome: its worker died.
    case doubtful

    /// How an earlier intent of the same step ended.
    package enum Earlier: String, Hashable, Sendable {
        case sent, failed, doubtful
        /// The walk of a merged contact has handed over what this step sends.
        case twin
    }
}
