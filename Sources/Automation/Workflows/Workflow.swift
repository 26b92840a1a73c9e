package import Foundation

/// One version of a workflow: which contacts enter, what happens to them, when they leave.
///
/// The steps form a graph without loops. Blocks of the file are flattened: the branches of a block meet again at the
/// step after it, unless they end.
package struct Workflow: Codable, Hashable, Sendable {
    /// The most steps a workflow may have.
    package static let stepsMax = 500

    package var name: String
    package var description: String?
    package var enroll: EnrollmentRules
    /// When its actions may run; nil: at any time.
    package var hours: Window?
    /// A contact who meets it leaves immediately, with success.
    package var goal: Filter?
    /// In the order of the file. An enrollment starts at the first.
    package var steps: [Step]
    /// The effects of every exit, including the end of the steps.
    package var onExit: [Effect]

    package init(
        _ name: String,
        description: String? = nil,
        enroll: EnrollmentRules = EnrollmentRules(),
        hours: Window? = nil,
        goal: Filter? = nil,
        steps: [Step],
        onExit: [Effect] = []
    ) {
        self.name = name
        self.description = description
        self.enroll = enroll
        self.hours = hours
        self.goal = goal
        self.steps = steps
        self.onExit = onExit
    }

    private enum CodingKeys: String, CodingKey {
        case name, description, enroll, hours, goal, steps
        case onExit = "on_exit"
    }
}

extension Workflow {
    package var start: StepID? { steps.first?.id }

    package subscript(_ id: StepID) -> Step? { steps.first { $0.id == id } }

    /// Names of the e-mails it sends, each once, in order.
    package var emails: [String] {
        var seen: Set<String> = []
        return steps.compactMap { step in
            guard case .sendEmail(let send) = step.action, seen.insert(send.email).inserted else { return nil }
            return send.email
        }
    }

    /// Every effect it can have, those of leaving last.
    package var effects: [Effect] {
        steps.compactMap { if case .perform(let effect) = $0.action { effect } else { nil } } + onExit
    }

    /// The same workflow, with each segment replaced by its own filter.
    package func resolved(with segments: [String: Filter]) throws(UnresolvedSegment) -> Workflow {
        var workflow = self
        try workflow.replaceFilters { (filter) throws(UnresolvedSegment) in try filter.resolved(with: segments) }
        return workflow
    }

    /// Every filter it holds: triggers, conditions, goal, branches.
    package var filters: [Filter] {
        let rules = enroll.filters + [enroll.condition, enroll.unless, goal].compactMap(\.self)
        return rules + steps.flatMap { if case .branch(let branch) = $0.action { branch.filters } else { [Filter]() } }
    }

    /// The workflows whose enrollments, when they begin or end, can change the answers of its filters.
    package var workflowsAskedAbout: Set<String> {
        edgeFilters.reduce(into: []) { names, filter in names.formUnion(filter.dependencies.workflows) }
    }

    /// The filters by which time alone can enroll a contact or end an enrollment.
    package var timeDependentFilters: [Filter] { edgeFilters.filter(\.isTimeDependent) }

    /// The filters that enroll a contact, or end an enrollment, when their answer changes.
    var edgeFilters: [Filter] { enroll.filters + [enroll.unless, goal].compactMap(\.self) }

    private mutating func replaceFilters(
        _ replacement: (Filter) throws(UnresolvedSegment) -> Filter
    ) throws(UnresolvedSegment) {
        for index in enroll.triggers.indices {
            guard case .filter(let filter) = enroll.triggers[index] else { continue }
            enroll.triggers[index] = .filter(try replacement(filter))
        }
        if let condition = enroll.condition { enroll.condition = try replacement(condition) }
        if let unless = enroll.unless { enroll.unless = try replacement(unless) }
        if let goal { self.goal = try replacement(goal) }
        for index in steps.indices {
            guard case .branch(var branch) = steps[index].action else { continue }
            for arm in branch.arms.indices { branch.arms[arm].filter = try replacement(branch.arms[arm].filter) }
            steps[index].action = .branch(branch)
        }
    }
}

extension Workflow {
    /// When the work of a paused workflow looks again by itself. Resuming wakes it immediately; this look catches what
    /// resuming misses. So it comes after as long as the pause has lasted by now, between a quarter of an hour and a day.
    package static func nextLook(at now: Date, pausedSince: Date) -> Date {
        now + min(max(now.timeIntervalSince(pausedSince), 900), 86_400)
    }
}
