/// Finds the first anchor or alias of a file before the parser expands it: nested aliases grow without bound.
///
/// It reads line by line, skips quoted text, comments and blocks of text, and looks only where a value can start. If it
/// misses an alias, `YAMLText.elementsMax` still sets a bound.
struct AnchorSearch {
    private let lines: [Substring]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    var first: Place? {
        var textIndent: Int?
        for (index, line) in lines.enumerated() {
            let indent = line.prefix { $0 == " " }.count
            if let block = textIndent {
                if indent > block || line.allSatisfy(\.isWhitespace) { continue }
                textIndent = nil
            }
            if let column = Self.column(in: line) { return Place(line: index + 1, column: column) }
            if Self.opensText(line) { textIndent = Self.keyIndent(of: line) }
        }
        return nil
    }

    /// The column of an anchor or alias that starts a value in this line.
    private static func column(in line: Substring) -> Int? {
        var quote: Character?
        var before: Character = ":"
        var column = 0
        for (offset, character) in zip(line.indices, line) {
            column += 1
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "#", before == " " || column == 1 {
                return nil
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "&" || character == "*", startsValue(line[..<offset]), isName(line[offset...]) {
                return column
            }
            before = character
        }
        return nil
    }

    private static func startsValue(_ before: Substring) -> Bool {
        guard let last = before.last(where: { $0 != " " }) else { return true }
        return ":-?,[{".contains(last) && (before.last == " " || "[{,".contains(last))
    }

    private static func isName(_ token: Substring) -> Bool {
        let rest = token.dropFirst()
        let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        guard !name.isEmpty else { return false }
        guard let next = rest.dropFirst(name.count).first else { return true }
        return next.isWhitespace || "?:,]}%@`".contains(next)
    }

    /// `text: |`, `- >-`: the lines below belong to a text.
    private static func opensText(_ line: Substring) -> Bool {
        guard let header = line.split(separator: " ").last, let style = header.first else { return false }
        return "|>".contains(style) && header.dropFirst().allSatisfy { "+-123456789\r".contains($0) }
    }

    /// The column of the key that holds the text. The lines of the text are indented further.
    private static func keyIndent(of line: Substring) -> Int {
        line.prefix { $0 == " " || $0 == "-" }.count
    }
}
