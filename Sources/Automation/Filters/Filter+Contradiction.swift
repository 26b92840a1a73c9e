/// Why no contact can match a filter, or a part of one.
package enum Contradiction: Hashable, Sendable {
    /// No value of the property satisfies everything that is asked of it.
    case noValue(PropertyReference)
    /// The filter asks for a condition and for its negation.
    case denied(Filter)
}

extension Filter {
    /// Conditions in it that certainly exclude each other, each once. It finds the simple cases only.
    package var contradictions: [Contradiction] {
        let conjuncts = conjuncts
        guard conjuncts.count <= Self.sizeMax else { return [] }
        var found = Self.impossible(among: conjuncts)
        for part in conjuncts {
            for inner in part.parts { found += inner.contradictions }
        }
        var seen: Set<Contradiction> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// The parts that must all hold, with nested `all` flattened.
    package var conjuncts: [Filter] {
        if case .all(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
    }

    private static func impossible(among conjuncts: [Filter]) -> [Contradiction] {
        let all = Set(conjuncts)
        let denied = conjuncts.filter { all.contains(.not($0)) }.map { Contradiction.denied($0) }
        return denied + impossibleValues(among: conjuncts) + impossibleStages(among: conjuncts)
    }

    private static func impossibleValues(among conjuncts: [Filter]) -> [Contradiction] {
        let tests = conjuncts.compactMap { conjunct -> PropertyTest? in
            guard case .property(let test) = conjunct, !test.orUnknown else { return nil }
            return test
        }
        return tests.enumerated().compactMap { place, test in
            let isImpossible =
                test.comparison.isImpossible
                || tests[..<place].contains { $0.property == test.property && $0.comparison.excludes(test.comparison) }
            return isImpossible ? .noValue(test.property) : nil
        }
    }

    private static func impossibleStages(among conjuncts: [Filter]) -> [Contradiction] {
        var left: Set<LifecycleStage> = Set(LifecycleStage.allCases)
        for case .stage(let test) in conjuncts where !test.orUnknown { left.formIntersection(test.admitted) }
        return left.isEmpty ? [.noValue(.lifecycleStage)] : []
    }
}

extension Comparison {
    /// Whether no value satisfies it.
    fileprivate var isImpossible: Bool { self == .oneOf([]) }

    /// Whether no value satisfies both; false when in doubt.
    fileprivate func excludes(_ other: Comparison) -> Bool {
        if let values, let others = other.values { return values.isDisjoint(with: others) }
        if let range, let others = other.range { return !range.overlaps(others) }
        return isRuledOut(by: other) || other.isRuledOut(by: self)
    }

    private func isRuledOut(by other: Comparison) -> Bool {
        switch (self, other) {
        case (.unknown, .unknown): false
        case (.unknown, _): true
        case (_, .notEquals(let refused)): values == [refused.folded]
        case (_, .noneOf(let refused)): values?.isSubset(of: refused.map(\.folded)) ?? false
        case (.hasAny(let wanted), .hasNone(let refused)):
            Set(wanted.map { $0.lowercased() }).isSubset(of: refused.map { $0.lowercased() })
        default: false
        }
    }

    /// The only values that satisfy it; nil when that is unknown, as with dates: a moment may lie in a day.
    private var values: Set<PropertyValue>? {
        switch self {
        case .equals(let value) where !value.isDated: [value.folded]
        case .oneOf(let values) where !values.contains(where: \.isDated): Set(values.map(\.folded))
        default: nil
        }
    }

    /// The numbers that satisfy it; a day counts as its number.
    private var range: ClosedRange<Double>? {
        switch self {
        case .equals(let value): value.rank.map { $0...$0 }
        case .lessThan(let value): value.rank.map { -.infinity...$0.nextDown }
        case .atMost(let value): value.rank.map { -.infinity...$0 }
        case .moreThan(let value): value.rank.map { $0.nextUp ... .infinity }
        case .atLeast(let value): value.rank.map { $0 ... .infinity }
        case .between(let low, let high):
            if let low = low.rank, let high = high.rank, low <= high { low...high } else { nil }
        default: nil
        }
    }
}

extension PropertyValue {
    /// The value as it is compared: without regard to case.
    fileprivate var folded: PropertyValue {
        if case .text(let text) = self { .text(text.lowercased()) } else { self }
    }

    fileprivate var rank: Double? {
        switch self {
        case .number(let number): number
        case .day(let day): Double(day.dayNumber)
        case .text, .boolean, .date, .texts: nil
        }
    }
}

extension Contradiction: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noValue(let property): "no contact can match: \(property) has no value that is all of this"
        case .denied(.inList(let name)): "no contact can match: list \"\(name)\" is both asked for and denied"
        case .denied(.segment(let name)): "no contact can match: segment \"\(name)\" is both asked for and denied"
        case .denied: "no contact can match: one condition is both asked for and denied"
        }
    }
}
