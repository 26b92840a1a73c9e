extension StringProtocol {
    /// Whether the text shows nothing: it is empty or holds only blanks and invisible characters.
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

    /// It shows nothing, although Unicode counts it as a symbol.
    private static let brailleBlank: Unicode.Scalar = "\u{2800}"
}
