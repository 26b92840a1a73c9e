import Foundation

/// The `static let sql = …` of one statement, as written in its file.
struct SQLLiteral: Sendable {
    let type: String
    let file: SourceTree.File
    /// Empty for a statement that is composed at run time.
    let sql: String

    var isInterpolated: Bool { sql.contains(#"\("#) }

    /// The literals of the Store.
    static let all: [SQLLiteral] = SourceTree.program
        .filter { $0.room == "Store" && $0.mentions(": Statement {") }
        .flatMap(literals)

    private static func literals(in file: SourceTree.File) -> [SQLLiteral] {
        var found: [SQLLiteral] = []
        var type = ""
        for (index, line) in file.lines.enumerated() {
            if let range = line.range(of: ": Statement {"), let start = line.range(of: "struct ") {
                type = String(line[start.upperBound..<range.lowerBound])
            } else if let start = line.range(of: "static let sql = ") {
                let text = text(of: line[start.upperBound...], below: file.lines[(index + 1)...])
                found.append(SQLLiteral(type: type, file: file, sql: text))
            }
        }
        return found
    }

    /// The text of a literal on one line, or of one that opens there and continues on the lines below.
    private static func text(of opening: Substring, below lines: ArraySlice<String>) -> String {
        guard opening.hasPrefix("\"\"\"") else { return String(opening.dropFirst().dropLast()) }
        return lines.prefix { !$0.hasSuffix("\"\"\"") }.map { $0.hasSuffix("\\") ? String($0.dropLast()) : $0 + "\n" }
            .joined()
    }
}
