import Automation

/// Removes addresses from servers' answers, which often repeat the refused recipient.
enum AddressMask {
    static let mark = "(address)"

    /// - Parameter recipient: also masked where only the part before the @ appears.
    static func masked(_ text: String, recipient: EmailAddress) -> String {
        var result = ""
        var word = ""
        for character in text {
            if isBoundary(character) {
                result += maskedWord(word, recipient)
                result.append(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return result + maskedWord(word, recipient)
    }

    private static func maskedWord(_ word: String, _ recipient: EmailAddress) -> String {
        if word.contains("@") { return mark }
        let isLocalPart = word.lowercased().trimmingDots == recipient.localPart.lowercased()
        return isLocalPart && !word.isEmpty ? mark : word
    }

    private static func isBoundary(_ character: Character) -> Bool {
        character.isWhitespace || "<>()[]\"',;:".contains(character)
    }
}

extension String {
    fileprivate var trimmingDots: String {
        var text = Substring(self)
        while text.last == "." { text.removeLast() }
        return String(text)
    }
}
