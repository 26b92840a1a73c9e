import Foundation

/// One row of a CSV file.
struct CSVRecord: Equatable {
    /// The line on which it begins, from 1.
    let line: Int
    let cells: [[UInt8]]

    /// An empty line, or a line of separators only.
    var isBlank: Bool { cells.allSatisfy { cell in cell.allSatisfy { $0 == 0x20 || $0 == 0x09 } } }

    /// The row in `COPY`'s text format: line, problem, cells as a JSON list.
    func copied(columns: Int) -> [UInt8] {
        var row = Array("\(line)\t".utf8)
        row += problem(columns: columns).map { Array($0.utf8) } ?? Array("\\N".utf8)
        row += Array("\t[".utf8)
        for (index, cell) in cells.enumerated() {
            if index > 0 { row.append(UInt8(ascii: ",")) }
            Self.quote(cell, into: &row)
        }
        return row + Array("]\n".utf8)
    }

    /// Why the row cannot be read; nil when it can. Surplus blank cells do not matter.
    private func problem(columns: Int) -> String? {
        if cells.contains(where: { String(validating: $0, as: UTF8.self) == nil }) {
            return "not UTF-8; save the file as CSV UTF-8"
        }
        if cells.contains(where: { $0.contains(0) }) { return "has a NUL byte" }
        guard cells.count > columns, cells[columns...].contains(where: { !$0.isEmpty }) else { return nil }
        return "has \(cells.count) cells, the header \(columns); put a value that contains the separator in quotes"
    }

    /// A JSON text, with its backslashes doubled for `COPY`. Bytes that are not UTF-8 are shown as well as possible.
    private static func quote(_ cell: [UInt8], into row: inout [UInt8]) {
        let bytes =
            String(validating: cell, as: UTF8.self) == nil ? Array(String(decoding: cell, as: UTF8.self).utf8) : cell
        row.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): row += Array(#"\\""#.utf8)
            case UInt8(ascii: "\\"): row += Array(#"\\\\"#.utf8)
            case 0: row += Array("\u{FFFD}".utf8)
            case 1..<0x20: row += Array((#"\\u00"# + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)).utf8)
            default: row.append(byte)
            }
        }
        row.append(UInt8(ascii: "\""))
    }
}
