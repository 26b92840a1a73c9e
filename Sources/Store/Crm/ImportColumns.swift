import Automation

/// Which columns of a file may be imported. A name that nothing declares is more often a mistake than a property, and one
/// that sounds like consent must not be guessed at.
struct ImportColumns {
    private let declared: Set<String>

    init(declared: [String]) { self.declared = Set(declared) }

    /// Throws `UnusableFile`, naming every such column, before anything is imported.
    func check(_ columns: [String], asProperties: Bool) throws(UnusableFile) {
        let unknown = columns.filter { !isKnown($0) }
        let doubtful = unknown.filter(Self.soundsLikeConsent)
        guard doubtful.isEmpty else {
            throw UnusableFile(
                explanation: """
                    \(Self.listed(doubtful)) may be about consent. Name the column consent.<topic> (yes: agreed) or unsubscribed \
                    (yes: wants nothing), or declare it in properties.yaml if it is neither. Nothing was imported.
                    """
            )
        }
        guard asProperties || unknown.isEmpty else {
            throw UnusableFile(
                explanation: """
                    no property is called \(unknown.map(hinted).joined(separator: ", ")). Declare it in properties.yaml, or \
                    import it as a property with --as-properties. Nothing was imported.
                    """
            )
        }
    }

    private func isKnown(_ column: String) -> Bool {
        column == "email" || column == "unsubscribed" || column.hasPrefix("consent.")
            || Self.columns.contains(column) || declared.contains(column)
    }

    private static let columns: Set<String> = [
        "first_name", "last_name", "phone", "country", "region", "city", "language", "time_zone", "lifecycle_stage",
        "lead_status", "original_source", "score", "company.external_id", "company.domain", "company.name",
        "company.employees", "company.industry", "company.country",
    ]

    static func soundsLikeConsent(_ column: String) -> Bool {
        let name = column.lowercased()
        return [
            "consent", "subscri", "optin", "opt_in", "optout", "opt_out", "gdpr", "rgpd", "dsgvo", "permission",
            "newsletter", "mailing", "do_not_", "donot", "einwilligung", "abonn",
        ].contains { name.contains($0) }
    }

    private func hinted(_ column: String) -> String {
        let hint = Spelling.closest(to: column, among: (Self.columns.union(declared)).sorted())
        return "\"\(column)\"" + (hint.map { " (did you mean \"\($0)\"?)" } ?? "")
    }

    private static func listed(_ columns: [String]) -> String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }
}
