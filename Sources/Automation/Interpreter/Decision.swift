package import Foundation

/// What must happen next to an enrollment. The caller makes it happen.
///
/// A nil `then` means that no step follows, so the enrollment finishes with `.completed`.
package enum Decision: Hashable, Sendable {
    /// Do this inside the database, then go on.
    case perform([Effect], then: StepID?)
    /// Come back at that instant, then go on.
    case rest(until: Date, then: StepID?)
    /// Send the e-mail, by way of the gate where the workflow's hours are closed; go on when its outcome is known.
    case send(SendEmail, hours: Window.Verdict, then: StepID?)
    /// Go on immediately.
    case move(to: StepID)
    case finish(ExitReason)
}
