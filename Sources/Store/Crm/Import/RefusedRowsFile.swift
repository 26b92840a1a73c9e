import Automation
import Foundation
import Postgres

/// The rows that were not imported completely, as a CSV file with the original columns and each row's line and reason,
/// to be corrected and imported again.
struct RefusedRowsFile {
    private let header: CSVHeader
    private let rows: [RefusedRow]

    init(_ header: CSVHeader, _ rows: [RefusedRow]) { (self.header, self.rows) = (header, rows) }

    func write(to place: URL) throws {
        do { try Data(text.utf8).write(to: place) } catch {
            throw UnusableFile(explanation: "\(place.path) cannot be written. Nothing was imported.")
        }
    }

    /// `crm.import_column` ignores the two added columns.
    var text: String {
        let head = line(header.headings + ["refused_line", "refused_because"])
        return rows.reduce(into: head) { text, row in
            let cells = row.cells + Array(repeating: "", count: max(0, header.headings.count - row.cells.count))
            text += line(cells + [String(row.line), row.why])
        }
    }

    private func line(_ cells: [String]) -> String {
        cells.map(quoted).joined(separator: String(Unicode.Scalar(header.separator))) + "\n"
    }

    private func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains { [header.separator, 0x22, 0x0A, 0x0D].contains($0) }
        return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
    }
}

/// The rows that `crm.import_contacts` could not import completely.
struct ReadRefusedRows: Statement {
    static let sql = "SELECT line, why, cells FROM crm.rows_refused()"
    /// It reads a temporary table, which is a new one each time.
    static let isPrepared = false

    static func read(_ row: borrowing Row) throws -> RefusedRow {
        guard case .list(let cells) = try JSON(parsing: row.text("cells")) else {
            preconditionFailure("no list of cells")
        }
        return RefusedRow(
            line: try row.int("line"),
            why: try row.text("why"),
            cells: cells.map { if case .text(let text) = $0 { text } else { "" } }
        )
    }
}
