package import Foundation

/// The ledger's answer to an intent to send (`messaging.intend`).
package enum IntentVerdict: Hashable, Sendable {
    /// The intent is written. The message may leave once the transaction has committed.
    case send
    /// Consent, a suppression or a missing address forbids it.
    case blocked(reason: String)
    /// The enrollment has ended, or the contact is erased.
    case ended
    case paused
    /// The window closed after the gate had released the send.
    case closed
    /// The channel, or the message's destination, refuses for now.
    case halted(until: Date, reason: String)
    /// Another session holds the contact.
    case held
    /// Another worker has the job.
    case stale
    /// An earlier intent of the same step has an outcome.
    case already(Earlier)
    /// An earlier intent of the same step has no outcome: its worker died.
    case doubtful

    /// How an earlier intent of the same step ended.
    package enum Earlier: String, Hashable, Sendable {
        case sent, failed, doubtful
        /// The enrollment of a merged contact has already handed over this step's message.
        case twin
    }
}
