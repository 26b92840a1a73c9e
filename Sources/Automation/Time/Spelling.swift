/// Finds the word an author probably meant.
package enum Spelling {
    /// Longer words are never compared, because the cost grows with the square of the length.
    private static let lengthMax = 64

    /// The word with the fewest typing mistakes, if at most one letter in three is wrong. Case does not matter.
    package static func closest(to word: String, among words: some Sequence<String>) -> String? {
        guard word.count <= lengthMax else { return nil }
        let typed = Array(word.lowercased())
        let mistakesMax = max(1, typed.count / 3)
        return
            words
            .map { (word: $0, mistakes: mistakes(between: typed, and: Array($0.lowercased()))) }
            .filter { $0.mistakes <= mistakesMax }
            .min { $0.mistakes < $1.mistakes }?
            .word
    }

    /// Counts letters that are added, missing, replaced or swapped with their neighbor.
    private static func mistakes(between typed: [Character], and meant: [Character]) -> Int {
        guard abs(typed.count - meant.count) <= lengthMax else { return .max }
        var beforeLast: [Int] = []
        var last = Array(0...meant.count)
        for (row, letter) in typed.enumerated() {
            var current = [row + 1]
            for (column, other) in meant.enumerated() {
                var cost = min(last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == meant[column - 1], typed[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[meant.count]
    }
}
