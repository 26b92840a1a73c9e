import Foundation
import Store

/// Formats an answer for a terminal or for a program.
enum AnswerText {
    /// One value alone; otherwise a header and a line for each row, with aligned columns.
    static func table(_ answer: OperatorCall.Answer) -> String {
        guard !answer.rows.isEmpty else { return "nothing" }
        if answer.columns.count == 1 { return answer.rows.map { $0[0] ?? "" }.joined(separator: "\n") }
        let lines = ([answer.columns] + answer.rows.map { $0.map { $0 ?? "" } }).flatMap(split)
        let widths = answer.columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line(of: $0, widths) }.joined(separator: "\n")
    }

    /// A list of objects whose values are texts or null.
    static func json(_ answer: OperatorCall.Answer) throws -> String {
        let objects = answer.rows.map { row in
            Dictionary(zip(answer.columns, row), uniquingKeysWith: { first, _ in first })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(objects), as: UTF8.self)
    }

    /// Splits a row whose cells have several lines into several rows.
    private static func split(_ row: [String]) -> [[String]] {
        let cells = row.map { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        return (0..<(cells.map(\.count).max() ?? 0)).map { line in
            cells.map { $0.indices.contains(line) ? $0[line] : "" }
        }
    }

    private static func line(of cells: [String], _ widths: [Int]) -> String {
        let padded = zip(cells, widths).map { cell, width in
            cell + String(repeating: " ", count: width - cell.count)
        }
        return padded.joined(separator: "  ").replacing(/\s+$/, with: "")
    }
}
