/// The result of an import.
package struct ImportReport: Sendable, Equatable {
    package let created: Int
    package let updated: Int
    package var granted = 0
    package var withdrawn = 0
    /// How often the file would have overridden a contact's earlier refusal.
    package var keptRefusals = 0
    /// The rows that were not imported completely.
    package var refusedRows: [RefusedRow] = []

    package var speaksOfConsent: Bool { granted + withdrawn + keptRefusals > 0 }

    package var consent: String {
        let kept =
            keptRefusals == 0
            ? "" : "; \(keptRefusals) had refused before, and stay so (relance contact resubscribe)"
        return "consent: \(granted) given, \(withdrawn) withdrawn\(kept)"
    }
}

/// A row of a file that was not imported, or not completely.
package struct RefusedRow: Sendable, Equatable {
    /// The line on which it begins in the file, from 1.
    let line: Int
    /// `score: not a whole number; city: longer than 512 bytes`
    let why: String
    let cells: [String]

    package var description: String { "line \(line): \(why)" }
}

extension [RefusedRow] {
    /// The first 20 of them, a line each.
    package var explanations: [String] { prefix(20).map(\.description) }
}

/// A strict import failed, because these rows do not fit.
package struct UnusableRows: Error, Equatable {
    package let count: Int
    /// For the first 20 of them.
    package let explanations: [String]

    init(_ rows: [RefusedRow]) { (count, explanations) = (rows.count, rows.explanations) }
}
