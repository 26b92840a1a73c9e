/// One step of a workflow, and the step after it.
package struct Step: Codable, Hashable, Sendable, Identifiable {
    package var id: StepID
    package var action: Action
    /// The step that follows; nil after the last. Not used by a branch or an end.
    package var next: StepID?

    package init(_ id: StepID, _ action: Action, next: StepID? = nil) {
        self.id = id
        self.action = action
        self.next = next
    }

    package enum Action: Hashable, Sendable {
        case sendEmail(SendEmail)
        /// Rests. Days, weeks and months are counted in the contact's zone.
        case wait(Delay)
        case branch(Branch)
        case perform(Effect)
        /// Ends the enrollment, with the author's own reason.
        case end(reason: String?)
    }

    /// Every step that can follow this one, each once, in order.
    package var successors: [StepID] {
        switch action {
        case .branch(let branch): branch.targets
        case .end: []
        case .sendEmail, .wait, .perform: next.map { [$0] } ?? []
        }
    }
}

/// Hands one e-mail to the send gate.
package struct SendEmail: Codable, Hashable, Sendable {
    /// What happens when the send is blocked, for example by missing consent or a suppression.
    package enum Blocked: String, CaseIterable, Codable, Hashable, Sendable {
        /// Goes on to the next step without sending.
        case skip
        /// Waits at most `longestWait` for the obstacle to go away, then goes on without sending.
        case wait
        /// Leaves the workflow.
        case exit
    }

    /// The longest wait of a blocked send, in seconds: 30 days.
    package static let longestWait: Double = 30 * 86_400

    package var email: String
    package var onBlocked: Blocked

    package init(_ email: String, onBlocked: Blocked = .skip) {
        self.email = email
        self.onBlocked = onBlocked
    }

    private enum CodingKeys: String, CodingKey {
        case email
        case onBlocked = "if_blocked"
    }
}

/// Takes the first arm whose filter matches the contact on its arrival.
package struct Branch: Codable, Hashable, Sendable {
    package struct Arm: Codable, Hashable, Sendable {
        package var filter: Filter
        /// The step that follows; nil: the end of the workflow.
        package var target: StepID?

        package init(_ filter: Filter, to target: StepID?) {
            self.filter = filter
            self.target = target
        }
    }

    /// What happens when no arm matches.
    package enum Otherwise: Hashable, Sendable {
        /// Goes on at this step; nil: at the end of the workflow.
        case go(to: StepID?)
        /// Ends the enrollment with the reason `no branch matched`.
        case end
    }

    package var arms: [Arm]
    package var otherwise: Otherwise

    package init(_ arms: [Arm], otherwise: Otherwise) {
        self.arms = arms
        self.otherwise = otherwise
    }

    package var filters: [Filter] { arms.map(\.filter) }

    var targets: [StepID] {
        var targets = arms.map(\.target)
        if case .go(let target) = otherwise { targets.append(target) }
        var seen: Set<StepID> = []
        return targets.compactMap(\.self).filter { seen.insert($0).inserted }
    }
}
