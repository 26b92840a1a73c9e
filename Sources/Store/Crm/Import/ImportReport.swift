/// What became of the rows of a file.
package struct ImportReport: Sendable, Equatable {
    package let created: Int
    package let updated: Int
    package var granted = 0
    package var withdrawn = 0
    /// How often the file would have taken back what a contact had refused.
    package var keptRefusals = 0
    /// The rows of which something was not taken over.
    package var refusedRows: [RefusedRow] = []

    package var speaksOfConsent: Bool { granted + withdrawn + keptRefusals > 0 }

    package var consent: String {
        let kept =
            keptRefusals == 0
            ? "" : "; \(keptRefusals) had refused before, and stay so (relance contact resubscribe)"
        return "consent: \(granted) given, \(withdrawn) withdrawn\(kept)"
    }
}

/// A row of a file that was not taken over, or not all of it.
package struct RefusedRow: Sendable, Equatable {
    /// Where it begins in the file, from 1.
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

/// Rows that cannot be taken over as they are, when all were to be or none.
package struct UnusableRows: Error, Equatable {
    package let count: Int
    /// Of the first 20 of them.
    package let explanations: [String]

    init(_ rows: [RefusedRow]) { (count, explanations) = (rows.count, rows.explanations) }
}
