package import Foundation
package import Postgres

/// Takes over contacts from a CSV file: PostgreSQL parses it (`COPY`), one verb creates or updates them all.
///
/// The file is UTF-8 with a header line. Columns: `email` (needed), any column of `crm.contacts`, `company.name`,
/// `company.domain`, `company.employees`, …, declared properties, `consent.<topic>` and `unsubscribed`. One transaction:
/// all, or nothing.
package struct ImportContacts: Sendable {
    /// What became of the rows.
    package struct Report: Sendable, Equatable {
        package let created: Int
        package let updated: Int
        package var granted = 0
        package var withdrawn = 0
        /// How often the file would have taken back what a contact had refused.
        package var keptRefusals = 0

        package var speaksOfConsent: Bool { granted + withdrawn + keptRefusals > 0 }

        package var consent: String {
            let kept =
                keptRefusals == 0
                ? "" : "; \(keptRefusals) had refused before, and stay so (relance contact resubscribe)"
            return "consent: \(granted) given, \(withdrawn) withdrawn\(kept)"
        }
    }

    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// Reads the file in pieces; its size is limited by the disk of the database only. Throws `UnusableFile` when its
    /// header cannot be used, `UnusableRows` when one of its rows cannot.
    ///
    /// - Parameter asProperties: whether columns that nothing declares become properties.
    package func run(file: URL, asProperties: Bool = false) async throws -> Report {
        let header = try CSVHeader(of: file)
        return try await connection.transaction { connection in
            let declared = try await connection.run(ReadDeclaredProperties())
            try ImportColumns(declared: declared).check(header.columns, asProperties: asProperties)
            try await connection.execute(header.stagingTable)
            _ = try await connection.copyIn(header.copyStatement, from: FilePieces(file: file))
            var (report, unusable) = try await connection.one(TakeOverImportedRows())
            if let unusable { throw unusable }
            (report.granted, report.withdrawn, report.keptRefusals) = try await connection.one(TakeImportedConsent())
            return report
        }
    }
}

/// The verb behind `ImportContacts`.
struct TakeOverImportedRows: Statement {
    static let sql = "SELECT created, updated, refused, coalesce(refusals, '{}') AS refusals FROM crm.import_contacts()"
    /// It reads a temporary table that is another one each time.
    static let isPrepared = false

    static func read(_ row: borrowing Row) throws -> (ImportContacts.Report, UnusableRows?) {
        let refused = try row.int("refused")
        return (
            ImportContacts.Report(created: try row.int("created"), updated: try row.int("updated")),
            refused == 0 ? nil : UnusableRows(count: refused, explanations: try row.texts("refusals"))
        )
    }
}

/// Rows that cannot be taken over, for want of an e-mail or for a value that does not fit its column.
package struct UnusableRows: Error, Equatable {
    package let count: Int
    /// Of the first 20 of them: `row 4: email: not an e-mail address`. Rows count from 1, after the header.
    package let explanations: [String]
}

/// What the imported rows say of consent: how much was given, withdrawn, and refused before.
struct TakeImportedConsent: Statement {
    static let sql = "SELECT granted, withdrawn, refused FROM messaging.import_consent()"
    /// It reads a temporary table that is another one each time.
    static let isPrepared = false

    static func read(_ row: borrowing Row) throws -> (Int, Int, Int) {
        (try row.int("granted"), try row.int("withdrawn"), try row.int("refused"))
    }
}

/// The names of declared properties, as columns of a file call them: those of companies with `company.` before them.
struct ReadDeclaredProperties: Statement {
    static let sql = """
        SELECT CASE object WHEN 'company' THEN 'company.' || name ELSE name END AS name FROM crm.properties
        """

    static func read(_ row: borrowing Row) throws -> String { try row.text("name") }
}
