/// Collects the mistakes found while files are read, so that they are all reported together.
final class Findings {
    /// Messages kept. Beyond this many, only the first ones help.
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

    /// The number of mistakes found in a file so far.
    func errorCount(in file: String) -> Int { all.count { $0.severity == .error && $0.file == file } }

    var hasErrors: Bool { all.contains { $0.severity == .error } }
}
