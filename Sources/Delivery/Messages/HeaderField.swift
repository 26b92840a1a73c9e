import Automation

/// One header field, folded. Lines have at most 78 characters where the value can be broken, and never more than 998.
struct HeaderField {
    let name: String
    /// The parts that can stand on separate lines, in order. A space or a line break separates them.
    private let words: [String]

    /// Text for people, such as a subject. It uses encoded words if at least one is needed.
    init(_ name: String, text: String) throws(MessageFailure) {
        try self.init(name, words: EncodedWord.words(for: text, afterColumn: name.utf8.count + 2), checking: text)
    }

    /// A value with its own syntax, already split into words: identifiers, URLs, dates.
    init(_ name: String, words: [String]) throws(MessageFailure) {
        try self.init(name, words: words, checking: words.joined())
    }

    /// A person and an address.
    init(_ name: String, mailbox: Mailbox) throws(MessageFailure) {
        let address = "<\(mailbox.address)>"
        let person = mailbox.name ?? ""
        let words = person.isEmpty ? [] : Phrase.words(for: person, afterColumn: name.utf8.count + 2)
        try self.init(name, words: words + [address], checking: person)
    }

    private init(_ name: String, words: [String], checking value: String) throws(MessageFailure) {
        guard !value.unicodeScalars.contains(where: \.isForbiddenInHeader) else {
            throw .controlCharacter(header: name)
        }
        guard words.allSatisfy({ $0.utf8.count <= Self.wordBytesMax }) else { throw .headerTooLong(name) }
        self.name = name
        self.words = words
    }

    func append(to bytes: inout [UInt8]) {
        bytes += name.utf8
        bytes.append(UInt8(ascii: ":"))
        var column = name.utf8.count + 1
        for (index, word) in words.enumerated() {
            if index > 0, column + 1 + word.utf8.count > Self.columnsMax {
                bytes += "\r\n".utf8
                column = 0
            }
            bytes.append(UInt8(ascii: " "))
            bytes += word.utf8
            column += 1 + word.utf8.count
        }
        bytes += "\r\n".utf8
    }

    private static let columnsMax = 78
    /// 998, less the longest header name that Relance writes and its colon.
    private static let wordBytesMax = 950
}

/// A display name: bare words, a quoted string, or encoded words (RFC 5322 §3.2.5, RFC 2047 §5).
enum Phrase {
    static func words(for name: String, afterColumn column: Int) -> [String] {
        guard EncodedWord.isPlain(name) else { return EncodedWord.encoded(name, afterColumn: column) }
        let isAtoms = name.utf8.allSatisfy { $0.isASCIILetterOrDigit || " !#$%&'*+-/=?^_`{|}~".utf8.contains($0) }
        return isAtoms ? name.split(separator: " ").map(String.init) : [quoted(name)]
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
