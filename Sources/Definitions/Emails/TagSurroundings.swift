/// Where the tags of a text stand, as far as that decides how a value must be written there.
struct TagSurroundings: Hashable {
    /// Behind `http://` or `https://`, with no blank, quote or angle bracket since.
    private(set) var isInURL = false
    private var markup = Markup.outside

    private enum Markup: Hashable {
        case outside
        case tag
        case quotes(Character)
    }

    /// Between `<` and `>` of an HTML tag, and not in quotes: there a blank in a value would begin another attribute.
    var isUnquoted: Bool { markup == .tag }

    /// Goes on behind some text without tags.
    mutating func pass(_ text: Substring) {
        isInURL = Self.isInURL(behind: text, unless: !isInURL)
        var previous: Character?
        for character in text {
            step(character, after: previous)
            previous = character
        }
    }

    private static func isInURL(behind text: Substring, unless isFresh: Bool) -> Bool {
        let start = text.matches(of: /https?:\/\//.ignoresCase()).last?.range.upperBound
        guard let tail = start.map({ text[$0...] }) ?? (isFresh ? nil : text) else { return false }
        return !tail.contains { $0.isWhitespace || "\"<>".contains($0) }
    }

    private mutating func step(_ character: Character, after previous: Character?) {
        switch markup {
        case .outside where previous == "<" && (character.isLetter || character == "/"): markup = .tag
        case .tag where character == ">": markup = .outside
        case .tag where character == "\"" || character == "'": markup = .quotes(character)
        case .quotes(character): markup = .tag
        case .outside, .tag, .quotes: break
        }
    }
}
