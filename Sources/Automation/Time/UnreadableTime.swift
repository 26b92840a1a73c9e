/// A text that is not the expected time, and what its author can write instead.
package struct UnreadableTime: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text as it was found.
    package let text: String
    /// The kind of value that was expected, with its article: `a duration`.
    package let expected: String
    /// A replacement that can be read.
    package let suggestion: String?
    /// What to do when no replacement can be guessed.
    package let hint: String?

    package init(_ text: String, isNot expected: String, suggestion: String? = nil, hint: String? = nil) {
        self.text = text
        self.expected = expected
        self.suggestion = suggestion
        self.hint = hint
    }

    /// `"2 dayz" is not a duration; did you mean "2 days"?`
    package var description: String {
        let mistake = "\"\(text)\" is not \(expected)"
        if let suggestion { return "\(mistake); did you mean \"\(suggestion)\"?" }
        if let hint { return "\(mistake); \(hint)" }
        return mistake
    }
}
