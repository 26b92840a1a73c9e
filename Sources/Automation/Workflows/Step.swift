/// One stop on a contact's walk, and the stop after it.
package struct Step: Codable, Hashable, Sendable, Identifiable {
    package var id: StepID
    package var action: Action
    /// Where the walk goes on; nil after the last step. A branch and an end decide for themselves.
    package var next: StepID?

    package init(_ id: StepID, _ action: Action, next: StepID? = nil) {
        self.id = id
        self.action = action
        self.next = next
    }

    package enum Action: Hashable, Sendable {
        case sendEmail(SendEmail)
        /// Rests; days, weeks and months are counted in the contact's zone.
        case wait(Delay)
        case branch(Branch)
        case perform(Effect)
        /// Ends the walk, with the author's own reason.
        case end(reason: String?)
    }

    /// Every step the walk may go to from here, each once, in order.
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
    /// What happens when consent, suppression or a cap forbids the send.
    package enum Blocked: String, CaseIterable, Codable, Hashable, Sendable {
        /// Goes on to the next step without sending.
        case skip
        /// Waits for what forbids it to change, at most `longestWait`; then goes on without sending.
        case wait
        /// Leaves the workflow.
        case exit
    }

    /// How long a blocked send waits at most, in seconds: 30 days.
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

/// Chooses the way by the contact as it is on arrival: the first arm whose filter matches.
package struct Branch: Codable, Hashable, Sendable {
    package struct Arm: Codable, Hashable, Sendable {
        package var filter: Filter
        /// Where the walk goes on; nil: to the end of the workflow.
        package var target: StepID?

        package init(_ filter: Filter, to target: StepID?) {
            self.filter = filter
            self.target = target
        }
    }

    /// What happens when no arm matches.
    package enum Otherwise: Hashable, Sendable {
        /// The walk goes on here; nil: to the end of the workflow.
        case go(to: StepID?)
        /// The walk ends with the reason `no branch matched`.
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
