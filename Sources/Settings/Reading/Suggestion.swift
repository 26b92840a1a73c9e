/// The word that the author probably meant, for "did you mean …?".
enum Suggestion {
    /// The candidate closest to `word`, or nil if none is close. A third of its letters may be wrong.
    static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
        let ranked = candidates.map { (candidate: $0, edits: edits(from: word, to: $0)) }
        let best = ranked.min { ($0.edits, $0.candidate) < ($1.edits, $1.candidate) }
        return best.flatMap { $0.edits <= max(1, word.count / 3) ? $0.candidate : nil }
    }

    /// The number of letters to insert, delete, replace or swap with their neighbor (optimal string alignment).
    static func edits(from word: String, to other: String) -> Int {
        let (word, other) = (Array(word), Array(other))
        var rows = [Array(0...other.count)]
        for i in word.indices {
            var row = [i + 1]
            for j in other.indices {
                let replaced = rows[i][j] + (word[i] == other[j] ? 0 : 1)
                row.append(min(rows[i][j + 1] + 1, row[j] + 1, replaced))
                if i > 0, j > 0, word[i] == other[j - 1], word[i - 1] == other[j] {
                    row[j + 1] = min(row[j + 1], rows[i - 1][j - 1] + 1)
                }
            }
            rows.append(row)
        }
        return rows[word.count][other.count]
    }
}
