extension StringProtocol {
    /// Whether the text shows nothing: it is empty, or made of blanks and invisible characters alone.
    package var isBlank: Bool { unicodeScalars.allSatisfy(\.isBlank) }
}

extension Unicode.Scalar {
    /// White space of any kind, and characters that no font shows: U+200B, U+FEFF, U+00AD, U+2060, Hangul fillers.
    package var isBlank: Bool {
        guard value > 0x20 else { return true }
        if value < 0x7F { return false }
        return properties.isWhitespace || properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
            || [.control, .format].contains(properties.generalCategory) || self == Self.brailleBlank
    }

    /// Shown as nothing, though Unicode counts it among the symbols.
    private static let brailleBlank: Unicode.Scalar = "\u{2800}"
}
