/// How far a contact has come, from stranger to advocate.
///
/// The order of the cases is the order of the stages. Imports, forms and workflows only move a contact forward
/// (`merged(with:)`); only a person, the API, or clearing the stage first may move one back.
package enum LifecycleStage: String, CaseIterable, Codable, Hashable, Sendable {
    case subscriber
    case lead
    case mql
    case sql
    case opportunity
    case customer
    case evangelist
    case other

    /// Reads what a person would write: `MQL`, `Customer`.
    package init?(parsing text: String) {
        self.init(rawValue: text.lowercased())
    }

    /// The later of two stages, whichever was written first.
    package func merged(with other: LifecycleStage) -> LifecycleStage { max(self, other) }

    /// Its place in the order, from 0; stored beside the name so that SQL compares numbers.
    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension LifecycleStage: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
