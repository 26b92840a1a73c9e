import Automation

/// RFC 2047: `=?UTF-8?B?…?=`, at most 75 characters each. An encoded word never splits what a reader sees as one
/// character.
enum EncodedWord {
    /// The words of an unstructured header: unchanged if that is allowed, else encoded.
    static func words(for text: String, afterColumn column: Int) -> [String] {
        guard isPlain(text) else { return encoded(text, afterColumn: column) }
        return text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    }

    /// Whether the text is printable ASCII whose words fit on a line, with nothing that could be read as an encoded
    /// word. Blanks at the ends and runs of blanks would be lost in folding, so such a text is not plain.
    static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        guard !bytes.isEmpty else { return true }
        guard bytes.allSatisfy({ (0x20...0x7E).contains($0) }), bytes.first != 0x20, bytes.last != 0x20 else {
            return false
        }
        var wordLength = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == 0x20, previous == 0x20 { return false }
            if previous == UInt8(ascii: "="), byte == UInt8(ascii: "?") { return false }
            wordLength = byte == 0x20 ? 0 : wordLength + 1
            if wordLength > plainWordLengthMax { return false }
            previous = byte
        }
        return true
    }

    /// - Parameter column: how many columns of the first line the header's name has used.
    static func encoded(_ text: String, afterColumn column: Int) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        var room = payloadBytes(inColumns: columnsMax - column)
        for unit in units(of: text) {
            if chunk.count + unit.count > room, !chunk.isEmpty {
                words.append(word(chunk))
                chunk = []
                room = payloadBytes(inColumns: columnsMax - 1)
            }
            chunk += unit
        }
        return words + [word(chunk)]
    }

    /// The characters. One that is too large for a word (a long emoji sequence) is split into code points.
    private static func units(of text: String) -> [[UInt8]] {
        text.flatMap { character in
            let bytes = Array(character.utf8)
            return bytes.count <= payloadBytesMax ? [bytes] : character.unicodeScalars.map { Array(String($0).utf8) }
        }
    }

    private static func word(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?" + String(decoding: Base64.encode(bytes), as: UTF8.self) + "?="
    }

    private static func payloadBytes(inColumns columns: Int) -> Int {
        max(0, min(columns, wordLengthMax) - frameLength) / 4 * 3
    }

    private static let columnsMax = 76
    private static let wordLengthMax = 75
    private static let frameLength = "=?UTF-8?B??=".utf8.count
    private static let payloadBytesMax = (wordLengthMax - frameLength) / 4 * 3
    private static let plainWordLengthMax = 60
}
