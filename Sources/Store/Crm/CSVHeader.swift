import Foundation
import Postgres

/// The first line of a CSV file, as columns of the table its rows are copied into.
struct CSVHeader: Equatable {
    let columns: [String]

    /// Throws `UnusableFile` with a sentence that says what is wrong.
    init(of file: URL) throws {
        let reader = try Self.open(file)
        defer { try? reader.close() }
        let beginning = try reader.read(upToCount: Self.bytesMax) ?? Data()
        guard let end = beginning.firstIndex(of: UInt8(ascii: "\n")) ?? (beginning.isEmpty ? nil : beginning.endIndex),
            let line = String(bytes: beginning[..<end], encoding: .utf8)
        else { throw UnusableFile(explanation: "the file has no header line in UTF-8") }
        try self.init(line: line)
    }

    /// A pipe is refused, too: the file is read twice.
    private static func open(_ file: URL) throws -> FileHandle {
        let kind = try? file.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey])
        guard let kind else { throw UnusableFile(explanation: "there is no file \(file.path)") }
        guard kind.isRegularFile == true else { throw UnusableFile(explanation: "\(file.path) is not a file") }
        do { return try FileHandle(forReadingFrom: file) } catch {
            throw UnusableFile(explanation: "\(file.path) cannot be read")
        }
    }

    init(line: String) throws {
        columns = line.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"]))
            .split(separator: ",", omittingEmptySubsequences: false)
            .map { Self.column(named: $0.trimmingCharacters(in: .whitespaces.union(["\""]))) }
        guard columns.contains("email") else { throw UnusableFile(explanation: "the file has no column called email") }
        guard !columns.contains("") else { throw UnusableFile(explanation: "a column of the file has no name") }
        guard Set(columns).count == columns.count else {
            throw UnusableFile(explanation: "two columns of the file have one name")
        }
        guard columns.allSatisfy({ $0.utf8.count <= 63 }) else {
            throw UnusableFile(explanation: "a column's name is longer than 63 bytes")
        }
    }

    var stagingTable: String {
        let cells = columns.map { "\($0.asIdentifier) text" }.joined(separator: ", ")
        return """
            DROP TABLE IF EXISTS pg_temp.imported_rows;
            CREATE TEMP TABLE imported_rows (line bigint GENERATED ALWAYS AS IDENTITY, \(cells)) ON COMMIT DROP
            """
    }

    var copyStatement: String {
        let cells = columns.map(\.asIdentifier).joined(separator: ", ")
        return "COPY pg_temp.imported_rows (\(cells)) FROM STDIN WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')"
    }

    /// `First Name`, `firstname` and `first_name` are one column; what is not known keeps its name, lower case.
    private static func column(named header: String) -> String {
        // A topic keeps its dashes: consent.garden-letters.
        if header.lowercased().hasPrefix("consent.") { return header.lowercased() }
        let name = header.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
        return synonyms[name] ?? (name == "line" ? "line_" : name)
    }

    private static let synonyms = [
        "e_mail": "email", "email_address": "email", "mail": "email",
        "firstname": "first_name", "lastname": "last_name",
        "timezone": "time_zone", "locale": "language", "state": "region",
        "company": "company.name", "company_name": "company.name",
        "company_domain": "company.domain", "website": "company.domain",
        "employees": "company.employees", "company_employees": "company.employees",
        "industry": "company.industry", "company_industry": "company.industry", "company_country": "company.country",
    ]

    /// A header is one line; a longer one is not a header.
    private static let bytesMax = 65_536
}

/// Why a file cannot be imported.
package struct UnusableFile: Error, CustomStringConvertible {
    package let explanation: String
    package var description: String { explanation }
}
