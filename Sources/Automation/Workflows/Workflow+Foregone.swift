/// Questions whose answer is certain in advance.
extension Workflow {
    /// Triggers that find only contacts whom the workflow then refuses.
    var refusedOnEnrolling: [Flaw] {
        let met = goal.map(isMetOnEnrolling) ?? false
        let excluded = enroll.unless.map(isMetOnEnrolling) ?? false
        return (met ? [.goalOfTrigger] : []) + (excluded ? [.unlessOfTrigger] : [])
    }

    private func isMetOnEnrolling(_ filter: Filter) -> Bool {
        enroll.triggers.contains { filter.follows(from: $0.known + (enroll.condition?.conjuncts ?? [])) }
    }

    /// Steps that ask about an e-mail before any step can have sent it, although another step does send it.
    var askedTooEarly: [Flaw] {
        let sent = Set(emails)
        let before = emailsBefore
        return steps.flatMap { step -> [Flaw] in
            guard case .branch(let branch) = step.action else { return [] }
            return branch.filters.flatMap(\.emailsAskedAbout)
                .filter { names in
                    !names.isDisjoint(with: sent) && names.isDisjoint(with: before[step.id] ?? [])
                }
                .map { .notYetSent($0.sorted(), at: step.id) }
        }
    }

    /// For each step, the e-mails that can have been sent before it. A step leads only to later ones.
    private var emailsBefore: [StepID: Set<String>] {
        var before: [StepID: Set<String>] = [:]
        for step in steps {
            var sent = before[step.id] ?? []
            if case .sendEmail(let send) = step.action { sent.insert(send.email) }
            for next in step.successors { before[next, default: []].formUnion(sent) }
        }
        return before
    }
}

extension Trigger {
    /// Conditions that certainly hold for a contact it finds.
    fileprivate var known: [Filter] {
        switch self {
        case .event(let event): [.event(EventTest(event.name, where: event.fields))]
        case .filter(let filter): filter.conjuncts
        case .listJoined(let list): [.inList(list)]
        case .manual: []
        }
    }
}

extension Filter {
    /// Whether it certainly holds if all of these hold.
    fileprivate func follows(from known: [Filter]) -> Bool {
        if known.contains(self) { return true }
        switch self {
        case .all(let parts): return parts.allSatisfy { $0.follows(from: known) }
        case .any(let parts): return parts.contains { $0.follows(from: known) }
        case .not, .property, .stage, .inList, .segment, .inWorkflow, .event: return false
        }
    }

    /// For each question about clicks or openings since the enrollment, the e-mails it names.
    fileprivate var emailsAskedAbout: [Set<String>] {
        guard case .event(let test) = self else { return parts.flatMap(\.emailsAskedAbout) }
        let isAboutEmail = test.since == .enrollment && ["email_clicked", "email_opened"].contains(test.name)
        let names = test.fields.filter { $0.field == "email" }.flatMap(\.comparison.names)
        return isAboutEmail && !names.isEmpty ? [Set(names)] : []
    }
}

extension Comparison {
    /// The texts it accepts, if it accepts nothing else.
    fileprivate var names: [String] {
        switch self {
        case .equals(.text(let name)): [name]
        case .oneOf(let values): values.compactMap { if case .text(let name) = $0 { name } else { nil } }
        default: []
        }
    }
}
