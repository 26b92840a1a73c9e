/// A part of a workflow that is allowed, but probably not meant.
package enum Flaw: Hashable, Sendable {
    /// No path leads to the step.
    case unreachable(StepID)
    /// A contact who matches none of the branches leaves, because there is no `else`.
    case branchWithoutElse(StepID)
    /// The step raises a flag, and a contact who leaves early keeps it.
    case neverReset(PropertyReference, at: StepID)
    /// Two branches ask the same question, so the second is never taken.
    case repeatedBranch(StepID)
    /// The step asks about clicks or openings of an e-mail before any step can have sent it.
    case notYetSent([String], at: StepID)
    /// A trigger finds only contacts who have met the goal.
    case goalOfTrigger
    /// A trigger finds only contacts whom `unless` excludes.
    case unlessOfTrigger
    /// Workflows that enroll into each other in a circle: a path from the first one back to itself.
    case circle([String])
}

extension Flaw: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let step):
            "step \"\(step)\" is never reached"
        case .branchWithoutElse(let step):
            "whoever matches no branch of \"\(step)\" leaves the workflow; say so with else: [end], or go on"
        case .neverReset(let property, let step):
            "\"\(step)\" sets \(property), and a contact who leaves early keeps it; reset it in on_exit:"
        case .repeatedBranch(let step):
            "two branches of \"\(step)\" ask the same, so the second is never taken"
        case .notYetSent(let emails, let step):
            "\"\(step)\" asks about \(emails.joined(separator: ", ")) before any step has sent it, so the answer is always no"
        case .goalOfTrigger:
            "what enrolls also meets the goal, and contacts who have met it are refused; change goal: or when:"
        case .unlessOfTrigger:
            "what enrolls also matches unless:, so every contact is refused; change unless: or when:"
        case .circle(let names) where names.count == 2:
            "\"\(names[0])\" can enroll a contact into itself again and again; say again: never, or after some time"
        case .circle(let names):
            "these workflows can enroll a contact into each other again and again: \(names.joined(separator: " → "))"
        }
    }
}

extension Workflow {
    /// The flaws of enrolling, then those of the steps in their order.
    package var flaws: [Flaw] {
        let reached = reachedSteps
        let ofSteps = steps.flatMap { step in
            reached.contains(step.id) ? flaws(of: step) : [Flaw.unreachable(step.id)]
        }
        return refusedOnEnrolling + ofSteps + askedTooEarly
    }

    private func flaws(of step: Step) -> [Flaw] {
        switch step.action {
        case .branch(let branch): flaws(of: branch, at: step.id)
        case .perform(.set(let changes)):
            changes.filter(leavesBehind).map { .neverReset($0.property, at: step.id) }
        case .perform, .sendEmail, .wait, .end: []
        }
    }

    private func flaws(of branch: Branch, at step: StepID) -> [Flaw] {
        let isOpen = branch.otherwise == .end && !branch.arms.isEmpty
        let isRepeated = Set(branch.filters).count < branch.filters.count
        return (isOpen ? [.branchWithoutElse(step)] : []) + (isRepeated ? [.repeatedBranch(step)] : [])
    }

    /// Every step that an enrollment can reach.
    package var reachedSteps: Set<StepID> {
        let byID = Dictionary(steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var reached: Set<StepID> = []
        var open = start.map { [$0] } ?? []
        while let id = open.popLast() {
            guard reached.insert(id).inserted, let step = byID[id] else { continue }
            open.append(contentsOf: step.successors)
        }
        return reached
    }

    /// Whether a flag (set to yes) outlives the enrollment: `onExit` leaves it, and the workflow waits or sets it
    /// otherwise.
    private func leavesBehind(_ change: Change) -> Bool {
        guard case .assign(let property, let value) = change, property != .lifecycleStage else { return false }
        let isReset = onExit.contains { $0.changes.contains { $0.property == property } }
        guard !isReset else { return false }
        return value.isRaisedFlag && (hasLaterSteps || isSetOtherwise(property, than: value))
    }

    private var hasLaterSteps: Bool {
        steps.contains { if case .wait = $0.action { true } else { false } }
    }

    private func isSetOtherwise(_ property: PropertyReference, than value: PropertyValue) -> Bool {
        steps.contains { step in
            guard case .perform(let effect) = step.action else { return false }
            return effect.changes.contains { $0.property == property && $0 != .assign(property, value) }
        }
    }
}

extension Effect {
    /// The property changes in it; none for a list.
    package var changes: [Change] {
        if case .set(let changes) = self { changes } else { [] }
    }
}

extension PropertyValue {
    fileprivate var isRaisedFlag: Bool {
        switch self {
        case .boolean(let raised): raised
        case .text(let text): ["yes", "true", "on"].contains(text.lowercased())
        case .number, .date, .day, .texts: false
        }
    }
}
