import Automation
import Postgres

/// Checks whether the columns of a file may be imported. An undeclared name is more often a mistake than a property,
/// and the meaning of a name that sounds like consent must not be guessed.
struct ImportColumns {
    private let known: Set<String>

    /// - Parameter known: all properties, those of companies with `company.` before them.
    init(known: [String]) { self.known = Set(known) }

    /// Throws `UnusableFile`, which names every column that cannot be imported, before anything is imported.
    ///
    /// - Parameter columns: the result of `crm.import_column` for each heading; blank ones are not read.
    func check(_ columns: [String], asProperties: Bool) throws(UnusableFile) {
        let read = columns.filter { !$0.isEmpty }
        guard read.contains("email") else { throw UnusableFile(explanation: "the file has no column called email") }
        if let twice = Dictionary(grouping: read, by: \.self).filter({ $1.count > 1 }).keys.min() {
            throw UnusableFile(explanation: "two columns of the file mean \(twice); rename or remove one")
        }
        let unknown = read.filter { !isKnown($0) }
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
        column == "unsubscribed" || column.hasPrefix("consent.") || known.contains(column)
    }

    static func soundsLikeConsent(_ column: String) -> Bool {
        let name = column.lowercased()
        return [
            "consent", "subscri", "optin", "opt_in", "optout", "opt_out", "gdpr", "rgpd", "dsgvo", "permission",
            "newsletter", "mailing", "do_not_", "donot", "einwilligung", "abonn",
        ].contains { name.contains($0) }
    }

    private func hinted(_ column: String) -> String {
        let hint = Spelling.closest(to: column, among: known.sorted())
        return "\"\(column)\"" + (hint.map { " (did you mean \"\($0)\"?)" } ?? "")
    }

    private static func listed(_ columns: [String]) -> String { columns.map { "\"\($0)\"" }.joined(separator: ", ") }
}

/// The meanings of a file's headings, in their order.
struct ReadImportColumns: Statement {
    let headings: [String]

    static let sql = """
        SELECT crm.import_column(heading) AS name
        FROM unnest($1::text[]) WITH ORDINALITY AS given (heading, place)
        ORDER BY place
        """
    var parameters: [Parameter] { [.texts(headings)] }

    static func read(_ row: borrowing Row) throws -> String { try row.text("name") }
}

/// The names of all properties as columns use them: those of companies with `company.` before them.
struct ReadKnownColumns: Statement {
    static let sql = """
        SELECT CASE object WHEN 'company' THEN 'company.' || name ELSE name END AS name FROM crm.known_properties
        """

    static func read(_ row: borrowing Row) throws -> String { try row.text("name") }
}
