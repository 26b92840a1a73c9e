package import Foundation

/// What must happen next to an enrollment. Whoever asked makes it happen.
///
/// A `then` of nil means: afterwards the walk is at its end, so finish with `.completed`.
package enum Decision: Hashable, Sendable {
    /// Do this inside the database, and go on.
    case perform([Effect], then: StepID?)
    /// Come back at that instant, and go on.
    case rest(until: Date, then: StepID?)
    /// Hand the e-mail to the gate; go on when its outcome is known.
    case send(SendEmail, then: StepID?)
    /// Go on at once.
    case move(to: StepID)
    case finish(ExitReason)
}
