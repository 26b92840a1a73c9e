/// One result shared by its rows: the values as libpq received them, and where each column stands.
final class ResultTable: Sendable {
    private let handle: ResultHandle
    let columns: [String]
    let rowCount: Int
    /// Rows the command changed or returned.
    let affectedCount: Int
    let commandTag: String

    init(_ handle: consuming ResultHandle) {
        columns = handle.columns
        rowCount = handle.rowCount
        affectedCount = handle.affectedCount
        commandTag = handle.commandTag
        self.handle = handle
    }

    var rows: [Row] { (0..<rowCount).map { Row(table: self, index: $0) } }
    var columnList: String { columns.isEmpty ? "none" : columns.joined(separator: ", ") }

    /// Of two columns with one name, the first. There are few: comparing them is faster than hashing their names.
    func position(of column: String) -> Int? { columns.firstIndex(of: column) }

    func isNull(row: Int, column: Int) -> Bool { handle.isNull(row: row, column: column) }
    func text(row: Int, column: Int) -> String { handle.text(row: row, column: column) }
    func bytes(row: Int, column: Int) -> [UInt8] { handle.bytes(row: row, column: column) }
}
