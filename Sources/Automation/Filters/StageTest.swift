/// A question about a contact's lifecycle stage.
package struct StageTest: Hashable, Sendable {
    package enum Relation: String, CaseIterable, Codable, Hashable, Sendable {
        case equals = "is"
        case notEquals = "is_not"
        case atLeast = "at_least"
        case atMost = "at_most"
        case before
        case after
    }

    package var relation: Relation
    package var stage: LifecycleStage
    /// Whether a contact without a stage also passes.
    package var orUnknown: Bool

    package init(_ relation: Relation, _ stage: LifecycleStage, orUnknown: Bool = false) {
        self.relation = relation
        self.stage = stage
        self.orUnknown = orUnknown
    }

    /// The stages that pass, in their order.
    package var admitted: [LifecycleStage] {
        LifecycleStage.allCases.filter { candidate in
            switch relation {
            case .equals: candidate == stage
            case .notEquals: candidate != stage
            case .atLeast: candidate >= stage
            case .atMost: candidate <= stage
            case .before: candidate < stage
            case .after: candidate > stage
            }
        }
    }
}

extension StageTest: Codable {
    private enum CodingKeys: String, CodingKey {
        case relation, stage
        case orUnknown = "or_unknown"
    }
}
