import ArgumentParser
import Foundation
import Postgres
import Store

/// Takes over contacts from a CSV file.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take over contacts from a CSV file with a header line; all of it, or nothing."
    )

    @Argument(help: "UTF-8 CSV. Columns: email, first_name, …, company.name, …; any other becomes a property.")
    var file: String

    @OptionGroup var source: SettingsOption

    func run() async throws {
        try await reporting {
            let connection = try await Composition(try source.load()).connection(application: "import")
            try await SchemaVersion.require(on: connection)
            let report = try await ImportContacts(connection).run(file: URL(filePath: file))
            await connection.close()
            print("\(report.created) created, \(report.updated) updated")
        }
    }
}
