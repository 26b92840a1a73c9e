import ArgumentParser
import Foundation
import Postgres
import Store

/// Imports contacts from a CSV file.
struct ContactImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over contacts from a CSV file with a header line; what does not fit is left out and listed."
    )

    @Argument(
        help: """
            UTF-8 CSV, separated by commas, semicolons or tabs. Columns: email, first_name, …, company.name, …, declared \
            properties, consent.<topic> (yes or no), unsubscribed (yes).
            """
    )
    var file: String

    @Flag(help: "Take columns that no property declares as properties, too.")
    var asProperties = false

    @Flag(help: "All of it, or nothing: if anything does not fit, nothing is imported.")
    var strict = false

    @Option(help: "Write the rows that do not fit here, with the reason, to be corrected and imported again.")
    var refused: String?

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let connection = try await Composition(try source.load()).connection(application: "import")
            try await SchemaVersion.require(on: connection)
            let report = try await ImportContacts(connection).run(file: URL(filePath: file), options)
            await connection.close()
            print("\(report.created) created, \(report.updated) updated")
            if report.speaksOfConsent { print(report.consent) }
            for line in Self.lines(about: report.refusedRows, in: refused) { print(line) }
        }
    }

    private var options: ImportContacts.Options {
        var options = ImportContacts.Options()
        (options.asProperties, options.isStrict) = (asProperties, strict)
        options.refusedRows = refused.map { URL(filePath: $0) }
        options.progress = ImportProgress.reporter()
        return options
    }

    static func lines(about rows: [RefusedRow], in file: String?) -> [String] {
        guard !rows.isEmpty else { return [] }
        let count = rows.count == 1 ? "1 row was" : "\(rows.count) rows were"
        return ["\(count) not taken over, or not all of it: \(file ?? "see relance refused")"] + rows.explanations
    }
}
