package import Foundation
package import Postgres

/// Imports contacts from a CSV file: its rows are copied into the database, where one verb creates or updates them all.
///
/// The file is UTF-8 with a header line. Columns: `email` (required), any property, `company.` and any property of
/// companies, `consent.<topic>` and `unsubscribed`. It runs in one transaction. Values that do not fit are left out,
/// and listed.
package struct ImportContacts: Sendable {
    /// How strictly a file is imported, and where results are reported.
    package struct Options: Sendable {
        /// Whether undeclared columns become properties.
        package var asProperties = false
        /// Whether a value that does not fit stops the import and undoes all of it.
        package var isStrict = false
        /// Where to write the rows that were not imported completely, with the reason. They can be imported again.
        package var refusedRows: URL?
        /// Called with the share of the file that has been read, from 0 to 1.
        package var progress: @Sendable (Double) -> Void = { _ in }

        package init() {}
    }

    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// Reads the file in pieces, so that only the database's disk limits its size. Throws `UnusableFile` if its header
    /// cannot be used. Throws `UnusableRows` if a row cannot be used and the options are strict.
    package func run(file: URL, _ options: Options = Options()) async throws -> ImportReport {
        let header = try CSVHeader(of: file)
        return try await connection.transaction { connection in
            let columns = try await connection.run(ReadImportColumns(headings: header.headings))
            let known = try await connection.run(ReadKnownColumns())
            try ImportColumns(known: known).check(columns, asProperties: options.asProperties)
            try await copy(file, header, options.progress, on: connection)
            var report = try await connection.one(TakeOverImportedRows(columns: columns))
            report.refusedRows = try await connection.run(ReadRefusedRows())
            if let place = options.refusedRows { try RefusedRowsFile(header, report.refusedRows).write(to: place) }
            if options.isStrict, !report.refusedRows.isEmpty { throw UnusableRows(report.refusedRows) }
            (report.granted, report.withdrawn, report.keptRefusals) = try await connection.one(
                TakeImportedConsent(columns: columns)
            )
            return report
        }
    }

    private func copy(
        _ file: URL,
        _ header: CSVHeader,
        _ progress: @escaping @Sendable (Double) -> Void,
        on connection: Connection
    ) async throws {
        try await connection.execute(
            "CREATE TEMP TABLE imported_rows (line bigint, problem text, cells jsonb) ON COMMIT DROP"
        )
        _ = try await connection.copyIn(
            "COPY pg_temp.imported_rows (line, problem, cells) FROM STDIN WITH (ENCODING 'UTF8')",
            from: CSVRows(
                file: file,
                columns: header.headings.count,
                separator: header.separator,
                progress: progress
            )
        )
    }
}

/// The verb behind `ImportContacts`.
struct TakeOverImportedRows: Statement {
    let columns: [String]

    static let sql = "SELECT created, updated FROM crm.import_contacts($1)"
    var parameters: [Parameter] { [.texts(columns)] }
    /// It reads a temporary table, which is a new one each time.
    static let isPrepared = false

    static func read(_ row: borrowing Row) throws -> ImportReport {
        ImportReport(created: try row.int("created"), updated: try row.int("updated"))
    }
}

/// Records the consent in the imported rows. Returns how much was given, withdrawn, and kept as refused earlier.
struct TakeImportedConsent: Statement {
    let columns: [String]

    static let sql = "SELECT granted, withdrawn, refused FROM messaging.import_consent($1)"
    var parameters: [Parameter] { [.texts(columns)] }
    /// It reads a temporary table, which is a new one each time.
    static let isPrepared = false

    static func read(_ row: borrowing Row) throws -> (Int, Int, Int) {
        (try row.int("granted"), try row.int("withdrawn"), try row.int("refused"))
    }
}
