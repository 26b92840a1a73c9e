import Automation

/// A piece of HTML, as ranges of its UTF-8 bytes.
enum HTMLToken: Equatable {
    case text(Range<Int>)
    /// `name` in lower case; the range includes the angle brackets.
    case tag(name: String, isClosing: Bool, Range<Int>)
    /// A comment, doctype or the like: never shown.
    case markup(Range<Int>)
}

/// Splits HTML into tags and text. It knows as much of the grammar as link rewriting and plain-text derivation need. It
/// never fails: what it does not understand stays as it is.
struct HTMLTokens: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var position = 0
    /// The open element whose content is not markup, such as `style`.
    private var rawElement: String?

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> HTMLToken? {
        guard position < bytes.count else { return nil }
        let start = position
        if let rawElement {
            position = closing(of: rawElement, from: start)
            self.rawElement = nil
            if position > start { return .text(start..<position) }
        }
        if isMarkupStart(at: start) {
            position = startsWith("<!--", at: start) ? end(after: "-->", from: start + 2) : end(after: ">", from: start)
            return .markup(start..<position)
        }
        if isTagStart(at: start) { return tag(from: start) }
        position = nextOpening(after: start)
        return .text(start..<position)
    }

    private mutating func tag(from start: Int) -> HTMLToken {
        let isClosing = bytes[start + 1] == UInt8(ascii: "/")
        let nameStart = start + (isClosing ? 2 : 1)
        let letters = bytes[nameStart...].prefix(while: \.isASCIILetterOrDigit)
        let name = String(decoding: letters, as: UTF8.self).lowercased()
        position = tagEnd(from: nameStart + letters.count)
        if !isClosing, Self.rawElements.contains(name) { rawElement = name }
        return .tag(name: name, isClosing: isClosing, start..<position)
    }

    private static let rawElements: Set = [
        "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes",
    ]

    /// The start of the element's closing tag, or the end of the text if it has none.
    private func closing(of element: String, from start: Int) -> Int {
        let tag = Array("</\(element)".utf8)
        let starts = bytes.indices[start...].dropLast(tag.count - 1)
        let found = starts.first { start in
            bytes[start] == tag[0] && zip(bytes[start...], tag).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
                && !(bytes.dropFirst(start + tag.count).first?.isASCIILetterOrDigit ?? false)
        }
        return found ?? bytes.count
    }

    /// A `>` inside quotes does not end a tag.
    private func tagEnd(from start: Int) -> Int {
        var quote: UInt8?
        for index in start..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index + 1
            }
        }
        return bytes.count
    }

    private func nextOpening(after start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, !isTagStart(at: index), !isMarkupStart(at: index) { index += 1 }
        return index
    }

    private func isTagStart(at index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else { return false }
        let next = bytes[index + 1]
        if next == UInt8(ascii: "/") { return index + 2 < bytes.count && bytes[index + 2].isASCIILetterOrDigit }
        return next.isASCIILetterOrDigit
    }

    private func isMarkupStart(at index: Int) -> Bool {
        guard bytes[index] == UInt8(ascii: "<"), index + 1 < bytes.count else { return false }
        return bytes[index + 1] == UInt8(ascii: "!") || bytes[index + 1] == UInt8(ascii: "?")
    }

    private func startsWith(_ text: StaticString, at index: Int) -> Bool {
        bytes[index...].starts(with: text.description.utf8)
    }

    private func end(after text: StaticString, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            if startsWith(text, at: index) { return index + text.utf8CodeUnitCount }
            index += 1
        }
        return bytes.count
    }
}
