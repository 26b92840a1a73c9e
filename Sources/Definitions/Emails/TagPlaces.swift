/// Finds the positions in the file of one text's tags, in order.
///
/// A parsed text has lost its indentation, quotes and folding, but its tags are still as they were written.
struct TagPlaces {
    private let lines: [Substring]
    private let start: Place
    private var cursor: Place

    init(_ text: String, from start: Place) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        self.start = start
        cursor = start
    }

    /// The position of the next occurrence, or the start of the text if the tag is not found as written.
    mutating func next(_ raw: String) -> Place {
        for number in cursor.line...max(cursor.line, lines.count) where lines.indices.contains(number - 1) {
            let line = lines[number - 1].unicodeScalars
            let skipped = number == cursor.line ? cursor.column - 1 : 0
            guard let column = Self.column(of: raw, in: Array(line), after: skipped) else { continue }
            cursor = Place(line: number, column: column + raw.unicodeScalars.count)
            return Place(line: number, column: column)
        }
        return start
    }

    private static func column(of raw: String, in line: [Unicode.Scalar], after skipped: Int) -> Int? {
        let wanted = Array(raw.unicodeScalars)
        guard line.count >= wanted.count + skipped else { return nil }
        let starts = skipped...(line.count - wanted.count)
        return starts.first { line[$0..<($0 + wanted.count)].elementsEqual(wanted) }.map { $0 + 1 }
    }
}
