/// Finds workflows whose effects enroll a contact back into themselves, directly or through others.
///
/// A circle is not reported if one of its workflows never enrolls a contact again: then it runs at most once.
package struct Circles {
    private let workflows: [Workflow]

    package init(among workflows: [Workflow]) {
        self.workflows = workflows.filter { $0.enroll.again != .never }
    }

    /// Each circle once, starting from its first workflow by name.
    package var found: [Flaw] {
        let successors = Dictionary(
            workflows.map { workflow in (workflow.name, names(enrolledBy: workflow)) },
            uniquingKeysWith: { first, _ in first }
        )
        var reported: Set<String> = []
        return successors.keys.sorted().compactMap { name in
            guard !reported.contains(name), let path = shortestCircle(from: name, in: successors) else { return nil }
            reported.formUnion(path)
            return .circle(path)
        }
    }

    private func names(enrolledBy source: Workflow) -> [String] {
        workflows
            .filter { target in source.effects.contains { target.enroll.isTriggered(by: $0) } }
            .map(\.name).sorted()
    }

    private func shortestCircle(from start: String, in successors: [String: [String]]) -> [String]? {
        var paths = [[start]]
        var seen: Set<String> = []
        while !paths.isEmpty {
            let path = paths.removeFirst()
            for next in successors[path.last ?? start] ?? [] {
                if next == start { return path + [start] }
                if seen.insert(next).inserted { paths.append(path + [next]) }
            }
        }
        return nil
    }
}

extension Effect {
    /// Everything the effect writes.
    fileprivate var touched: FilterDependencies {
        var touched = FilterDependencies()
        switch self {
        case .set(let changes): for change in changes { touched.insert(change.property) }
        case .addToList(let name), .removeFromList(let name): touched.lists.insert(name)
        }
        return touched
    }
}

extension FilterDependencies {
    /// Whether anything in one is also in the other.
    package func overlaps(_ other: FilterDependencies) -> Bool {
        !contactProperties.isDisjoint(with: other.contactProperties)
            || !companyProperties.isDisjoint(with: other.companyProperties)
            || !lists.isDisjoint(with: other.lists)
            || !events.isDisjoint(with: other.events)
            || !workflows.isDisjoint(with: other.workflows)
    }
}

extension EnrollmentRules {
    fileprivate func isTriggered(by effect: Effect) -> Bool {
        triggers.contains { trigger in
            switch trigger {
            case .filter(let filter): filter.dependencies.overlaps(effect.touched) && !filter.isRuledOut(after: effect)
            case .listJoined(let name): effect == .addToList(name)
            case .event, .manual: false
            }
        }
    }
}
