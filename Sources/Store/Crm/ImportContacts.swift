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
        /// Rows without a usable e-mail, stage or number.
        package let refused: Int
        /// The first 20 of them: `row 4: email: not an e-mail address`. Rows count from 1, after the header.
        package let refusals: [String]
    }

    private let connection: Connection

    package init(_ connection: Connection) { self.connection = connection }

    /// Reads the file in pieces; its size is limited by the disk of the database only.
    package func run(file: URL) async throws -> Report {
        let header = try CSVHeader(of: file)
        return try await connection.transaction { connection in
            try await connection.execute(header.stagingTable)
            _ = try await connection.copyIn(header.copyStatement, from: FilePieces(file: file))
            return try await connection.one(TakeOverImportedRows())
        }
    }
}

/// The verb behind `ImportContacts`.
struct TakeOverImportedRows: Statement {
    static let sql = "SELECT created, updated, refused, coalesce(refusals, '{}') AS refusals FROM crm.import_contacts()"
    /// It reads a temporary table that is another one each time.
    static let isPrepared = false

    static func read(_ row: borrowing Row) throws -> ImportContacts.Report {
        ImportContacts.Report(
            created: try row.int("created"),
            updated: try row.int("updated"),
            refused: try row.int("refused"),
            refusals: try row.texts("refusals")
        )
    }
}
