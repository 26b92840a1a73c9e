/// One mistake or doubt, and its position in a file.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Codable, Hashable, Sendable {
        case error
        case warning
    }

    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars.
    package let column: Int
    package let severity: Severity
    /// The mistake, and what to write instead.
    package let message: String

    package init(file: String, line: Int, column: Int, severity: Severity = .error, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.severity = severity
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `workflows/ebook.yaml:14:7: "2 dayz" is not a duration; did you mean "2 days"?`
    package var description: String {
        let mark = severity == .warning ? "warning: " : ""
        return "\(file):\(line):\(column): \(mark)\(message)"
    }
}

extension Diagnostic: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column, left.message) < (right.file, right.line, right.column, right.message)
    }
}

/// Every mistake in a folder, in the order of its files. Nothing in the folder may be used.
package struct InvalidDefinitions: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one error, perhaps among warnings.
    package let diagnostics: [Diagnostic]

    package init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

    package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}
