/// The surroundings of a tag, as far as they decide how a value must be written there.
struct TagSurroundings: Hashable {
    /// The tag follows `http://` or `https://`, with no blank, quote or angle bracket between them.
    private(set) var isInURL = false
    private var markup = Markup.outside

    private enum Markup: Hashable {
        case outside
        case tag
        case quotes(Character)
    }

    /// The tag is inside an HTML tag but not in quotes, where a blank in a value would begin another attribute.
    var isUnquoted: Bool { markup == .tag }

    /// Moves on past some text that has no tags.
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
