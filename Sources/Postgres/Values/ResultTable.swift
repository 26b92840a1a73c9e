/// One result, shared by its rows: the values as libpq received them, and the position of each column.
final class ResultTable: Sendable {
    private let handle: ResultHandle
    let columns: [String]
    let rowCount: Int
    /// The number of rows that the command changed or returned.
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

    /// The first of several columns with one name. A result has few columns, so comparing is faster than hashing.
    func position(of column: String) -> Int? { columns.firstIndex(of: column) }

    func isNull(row: Int, column: Int) -> Bool { handle.isNull(row: row, column: column) }
    func text(row: Int, column: Int) -> String { handle.text(row: row, column: column) }
    func bytes(row: Int, column: Int) -> [UInt8] { handle.bytes(row: row, column: column) }
}
