extension Filter {
    /// Whether the filter certainly does not hold just after the effect, so the effect cannot make it begin to hold.
    ///
    /// False when in doubt: it knows only what the effect itself has written.
    package func isRuledOut(after effect: Effect) -> Bool {
        switch self {
        case .all(let parts): parts.contains { $0.isRuledOut(after: effect) }
        case .any(let parts): !parts.isEmpty && parts.allSatisfy { $0.isRuledOut(after: effect) }
        case .property(let test): effect.lastChange(of: test.property).map { test.isRuledOut(after: $0) } ?? false
        case .stage(let test): effect.lastChange(of: .lifecycleStage).map { test.isRuledOut(after: $0) } ?? false
        case .inList(let name): effect == .removeFromList(name)
        case .not(.inList(let name)): effect == .addToList(name)
        case .not, .segment, .inWorkflow, .event: false
        }
    }
}

extension PropertyTest {
    fileprivate func isRuledOut(after change: Change) -> Bool {
        switch (change, comparison) {
        case (.clear, .unknown): false
        case (.clear, _): !orUnknown
        case (.assign(_, let value), .equals(let wanted)): value != wanted
        case (.assign(_, let value), .oneOf(let wanted)): !wanted.contains(value)
        case (.assign(_, let value), .notEquals(let refused)): value == refused
        case (.assign(_, let value), .noneOf(let refused)): refused.contains(value)
        case (.assign(_, .texts(let entries)), .hasAny(let wanted)): !entries.share(wanted)
        case (.assign(_, .texts(let entries)), .hasNone(let refused)): entries.share(refused)
        case (.assign, .unknown): true
        case (.assign, _): false
        }
    }
}

extension StageTest {
    /// A stage only moves forward. Afterward it is the assigned stage, or a later one that the effect left unchanged.
    fileprivate func isRuledOut(after change: Change) -> Bool {
        switch change {
        case .clear: return !orUnknown
        case .assign(_, let value):
            guard case .text(let text) = value, let stage = LifecycleStage(parsing: text) else { return false }
            return !admitted.contains(stage)
        }
    }
}

extension [String] {
    /// Whether the two lists have a text in common, without regard to case.
    fileprivate func share(_ others: [String]) -> Bool {
        !Set(map { $0.lowercased() }).isDisjoint(with: others.map { $0.lowercased() })
    }
}

extension Effect {
    fileprivate func lastChange(of property: PropertyReference) -> Change? {
        changes.last { $0.property == property }
    }
}
