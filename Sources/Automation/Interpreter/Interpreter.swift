import Foundation

/// Decides what happens next to an enrollment. It is pure: the caller carries the decision out.
package struct Interpreter: Sendable {
    package let workflow: Workflow
    private let steps: [StepID: Step]

    package init(_ workflow: Workflow) {
        self.workflow = workflow
        steps = Dictionary(workflow.steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package subscript(_ id: StepID) -> Step? { steps[id] }

    /// The decision for an enrollment that has just arrived at a step.
    ///
    /// If the workflow has no such step, the enrollment was moved there by mistake. It ends as `failed`, so that one
    /// bad row stops no other enrollment.
    package func decide(at id: StepID, given facts: Facts) -> Decision {
        guard let step = steps[id] else {
            return .finish(.failed(explanation: "workflow \"\(workflow.name)\" has no step \"\(id)\""))
        }
        return switch step.action {
        case .sendEmail(let send): .send(send, hours: hours(given: facts), then: step.next)
        case .wait(let delay): .rest(until: end(of: delay, given: facts), then: step.next)
        case .branch(let branch): decide(branch, at: id, given: facts)
        case .perform(let effect):
            opening(given: facts).map { .rest(until: $0, then: id) } ?? .perform([effect], then: step.next)
        case .end(let reason): .finish(.ended(reason: reason))
        }
    }

    /// The way out of a branch, given which arms match. Enrollments with the same answers share one decision.
    private func decide(_ branch: Branch, at id: StepID, given facts: Facts) -> Decision {
        guard facts.matches.count == branch.arms.count else {
            let explanation =
                "step \"\(id)\" asks \(branch.arms.count) questions and got \(facts.matches.count) answers"
            return .finish(.failed(explanation: explanation))
        }
        guard let match = facts.matches.firstIndex(of: true) else { return decide(branch.otherwise) }
        return go(to: branch.arms[match].target)
    }

    private func decide(_ otherwise: Branch.Otherwise) -> Decision {
        switch otherwise {
        case .go(let target): go(to: target)
        case .end: .finish(.noBranchMatched)
        }
    }

    private func go(to target: StepID?) -> Decision {
        target.map { .move(to: $0) } ?? .finish(.completed)
    }

    /// When the workflow's hours open, if they hold back actions now; nil otherwise.
    private func opening(given facts: Facts) -> Date? {
        guard workflow.hours?.scope == .actions, case .closed(let until) = hours(given: facts) else { return nil }
        return until
    }

    private func hours(given facts: Facts) -> Window.Verdict {
        hours(at: facts.now, contactZone: facts.contactZone, workspaceZone: facts.workspaceZone)
    }

    /// Whether the workflow's hours are open for a contact.
    func hours(at now: Date, contactZone: TimeZone?, workspaceZone: TimeZone) -> Window.Verdict {
        workflow.hours?.verdict(at: now, contactZone: contactZone, workspaceZone: workspaceZone) ?? .open(until: nil)
    }

    private func end(of delay: Delay, given facts: Facts) -> Date {
        delay.end(from: facts.since, in: facts.contactZone ?? facts.workspaceZone)
    }
}
