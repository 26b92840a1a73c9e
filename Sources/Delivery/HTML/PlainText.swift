/// The text body of a mail that was only written in HTML: same words, same links, no markup.
enum PlainText {
    static func derived(fromHTML html: String) -> String {
        let bytes = Array(html.utf8)
        var writer = PlainTextWriter()
        for token in HTMLTokens(bytes) {
            switch token {
            case .text(let range): writer.write(HTMLEntity.decoded(String(decoding: bytes[range], as: UTF8.self)))
            case .tag("a", isClosing: false, let range): writer.openLink(to: address(in: bytes, tag: range))
            case .tag("a", isClosing: true, _): writer.closeLink()
            case .tag(let name, let isClosing, _): writer.pass(tag: name, isClosing: isClosing)
            case .markup: break
            }
        }
        return writer.text
    }

    private static func address(in bytes: [UInt8], tag: Range<Int>) -> String? {
        HTMLAttribute.valueRange(of: "href", in: bytes, tag: tag)
            .map { HTMLEntity.decoded(String(decoding: bytes[$0], as: UTF8.self)) }
    }
}

/// Lays out words as they come: blanks collapse, blocks begin lines, a link is followed by its address.
private struct PlainTextWriter {
    private var output = ""
    private var needsSpace = false
    private var lineBreaks = 0
    private var hidden: String?
    private var link: (address: String, start: String.Index)?

    var text: String { output.isEmpty ? "" : output + "\n" }

    mutating func write(_ words: String) {
        guard hidden == nil else { return }
        for character in words {
            if character.isWhitespace, character != "\u{A0}" {
                needsSpace = true
            } else if character != "\u{AD}", character != "\u{200C}" {
                separate()
                output.append(character == "\u{A0}" ? " " : character)
            }
        }
    }

    mutating func pass(tag: String, isClosing: Bool) {
        if let open = hidden {
            if isClosing, tag == open { hidden = nil }
        } else if Self.unseen.contains(tag), !isClosing {
            hidden = tag
        } else if tag == "br" {
            lineBreaks += 1
        } else if Self.paragraphs.contains(tag) {
            lineBreaks = max(lineBreaks, 2)
        } else if Self.lines.contains(tag) {
            lineBreaks = max(lineBreaks, 1)
            if tag == "li", !isClosing { write("- ") }
        } else if Self.cells.contains(tag) {
            needsSpace = true
        }
    }

    mutating func openLink(to address: String?) {
        guard let address, hidden == nil, address.hasPrefix("http") || address.hasPrefix("mailto:") else { return }
        separate()
        link = (address.hasPrefix("mailto:") ? String(address.dropFirst(7)) : address, output.endIndex)
    }

    mutating func closeLink() {
        guard let (address, start) = link else { return }
        link = nil
        let words = output[start...]
        if words.isEmpty {
            output += address
        } else if words != address {
            output += " (\(address))"
        }
    }

    private mutating func separate() {
        defer { (needsSpace, lineBreaks) = (false, 0) }
        guard !output.isEmpty else { return }
        if lineBreaks > 0 {
            output += String(repeating: "\n", count: min(lineBreaks, 2))
        } else if needsSpace {
            output += " "
        }
    }

    private static let unseen: Set = ["head", "style", "script", "title", "template"]
    private static let paragraphs: Set = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr",
    ]
    private static let lines: Set = ["div", "tr", "li", "section", "article", "header", "footer", "address", "center"]
    private static let cells: Set = ["td", "th"]
}
