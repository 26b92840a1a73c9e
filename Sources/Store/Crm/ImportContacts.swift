package import Foundation
package import Postgres

/// Takes over contacts from a CSV file: PostgreSQL parses it (`COPY`), one verb creates or updates them all.
///
/// The file is UTF-8 with a header line. Columns: `email` (needed), any column of `crm.contacts`, `company.name`,
/// `company.domain`, `company.employees`, … ; any other column becomes a property. One transaction: all, or nothing.
package struct ImportContacts: Sendable {
    /// What became of the rows.
    package struct Report: Sendable, Equatable {
        package let created: Int
        package let updated: Int
    }

    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// Reads the file in pieces; its size is limited by the disk of the database only. Throws `UnusableFile` when its
    /// header cannot be used, `UnusableRows` when one of its rows cannot.
    package func run(file: URL) async throws -> Report {
        let header = try CSVHeader(of: file)
        return try await connection.transaction { connection in
            try await connection.execute(header.stagingTable)
            _ = try await connection.copyIn(header.copyStatement, from: FilePieces(file: file))
            let (report, unusable) = try await connection.one(TakeOverImportedRows())
            if let unusable { throw unusable }
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
