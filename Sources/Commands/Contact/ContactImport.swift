import ArgumentParser
import Foundation
import Postgres
import Store

/// Takes over contacts from a CSV file.
struct ContactImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over contacts from a CSV file with a header line; all of it, or nothing."
    )

    @Argument(
        help: """
            UTF-8 CSV. Columns: email, first_name, …, company.name, …, declared properties, consent.<topic> (yes or no), \
            unsubscribed (yes).
            """
    )
    var file: String

    @Flag(help: "Take columns that no property declares as properties, too.")
    var asProperties = false

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let connection = try await Composition(try source.load()).connection(application: "import")
            try await SchemaVersion.require(on: connection)
            let report = try await ImportContacts(connection).run(file: URL(filePath: file), asProperties: asProperties)
            await connection.close()
            print("\(report.created) created, \(report.updated) updated")
            if report.speaksOfConsent { print(report.consent) }
        }
    }
}
