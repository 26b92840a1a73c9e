/// Collects what is found wrong while files are read, so that everything is said at once.
final class Findings {
    /// Messages kept; after so many, the first ones are what helps.
    static let countMax = 1_000

    private(set) var all: Set<Diagnostic> = []

    func report(_ message: String, as severity: Diagnostic.Severity = .error, in file: String, at place: Place) {
        guard all.count < Self.countMax else { return }
        all.insert(
            Diagnostic(
                file: file,
                line: place.line,
                column: place.column,
                severity: severity,
                message: message
            )
        )
    }

    var sorted: [Diagnostic] { all.sorted() }

    /// How many mistakes were found in a file so far.
    func errorCount(in file: String) -> Int { all.count { $0.severity == .error && $0.file == file } }

    var hasErrors: Bool { all.contains { $0.severity == .error } }
}
