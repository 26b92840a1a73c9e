package import Foundation

/// The gate's decision about one due send.
package enum GateVerdict: Hashable, Sendable {
    /// It may leave until that moment (nil: at any time).
    case release(until: Date?)
    case later(until: Date, Hold, because: String)
    /// Not sent; the enrollment goes on.
    case skip(because: String)
    /// Not sent; the enrollment ends.
    case exit(because: String)
    /// The enrollment has already ended.
    case void(because: String)

    package enum Hold: String, Hashable, Sendable {
        case hours, paused, blocked
        /// The next system refuses more than this message.
        case halted
        /// The database refused the verdict, or the workflow cannot be read.
        case refused
    }
}

/// The facts that the gate needs about a due send.
package struct DueSend: Hashable, Sendable {
    /// The step that asks for it.
    package var step: StepID
    /// Since when its workflow is paused; nil when it is not.
    package var pausedSince: Date?
    /// Why nothing may be sent to the contact; nil when sending is allowed.
    package var blocked: String?
    /// When the send was requested. The waiting time of a blocked send counts from here.
    package var since: Date
    package var contactZone: TimeZone?

    package init(step: StepID, pausedSince: Date?, blocked: String?, since: Date, contactZone: TimeZone?) {
        (self.step, self.pausedSince, self.blocked) = (step, pausedSince, blocked)
        (self.since, self.contactZone) = (since, contactZone)
    }
}

extension GateVerdict {
    /// The verdict on a send that belongs to no enrollment: only what blocks the contact can stop it.
    package init(onOrderBlocked reason: String?) {
        self = reason.map { .skip(because: $0) } ?? .release(until: nil)
    }
}

extension Interpreter {
    /// The verdict on one due send of a step. A pause comes first, then what blocks the contact, then the hours.
    package func judge(_ send: DueSend, at now: Date, workspaceZone: TimeZone) -> GateVerdict {
        if let since = send.pausedSince {
            let next = Workflow.nextLook(at: now, pausedSince: since)
            return .later(until: next, .paused, because: "the workflow is paused")
        }
        if let reason = send.blocked { return blockedVerdict(on: send, because: reason, at: now) }
        switch hours(at: now, contactZone: send.contactZone, workspaceZone: workspaceZone) {
        case .open(let until): return .release(until: until)
        case .closed(let until): return .later(until: until, .hours, because: "outside the hours of the workflow")
        }
    }

    private func blockedVerdict(on send: DueSend, because reason: String, at now: Date) -> GateVerdict {
        guard case .sendEmail(let step) = self[send.step]?.action else { return .skip(because: reason) }
        switch step.onBlocked {
        case .skip: return .skip(because: reason)
        case .exit: return .exit(because: reason)
        case .wait:
            // A change of consent or address makes the gate judge it again earlier (automation.look_again).
            let end = send.since + SendEmail.longestWait
            guard now < end else { return .skip(because: "\(reason); it has waited 30 days for that to change") }
            return .later(until: end, .blocked, because: reason)
        }
    }
}
