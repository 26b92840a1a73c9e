/// How far a contact has come, from stranger to advocate.
///
/// The order of the cases is the order of the stages. Imports, forms and workflows only move a contact forward
/// (`merged(with:)`). Only a person, the API, or clearing the stage first can move one back.
package enum LifecycleStage: String, CaseIterable, Codable, Hashable, Sendable {
    case subscriber
    case lead
    case mql
    case sql
    case opportunity
    case customer
    case evangelist
    case other

    /// Reads a stage as people write it: `MQL`, `Customer`.
    package init?(parsing text: String) {
        self.init(rawValue: text.lowercased())
    }

    /// The later of two stages.
    package func merged(with other: LifecycleStage) -> LifecycleStage { max(self, other) }

    /// The position in the order, from 0. It is stored beside the name so that SQL compares numbers.
    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension LifecycleStage: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
