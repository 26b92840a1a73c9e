/// The text body of a mail that was only written in HTML: same words, same links, no markup.
enum PlainText {
    static func derived(fromHTML html: String) -> String {
        let bytes = Array(html.utf8)
        var writer = PlainTextWriter()
        for token in HTMLTokens(bytes) {
            switch token {
            case .text(let range): writer.write(HTMLEntity.decoded(bytes[range]))
            case .tag("a", isClosing: false, let range): writer.openLink(to: address(in: bytes, tag: range))
            case .tag("a", isClosing: true, _): writer.closeLink()
            case .tag(let name, let isClosing, _): writer.pass(tag: name, isClosing: isClosing)
            case .markup: break
            }
        }
        return writer.text
    }

    private static func address(in bytes: [UInt8], tag: Range<Int>) -> ArraySlice<UInt8>? {
        HTMLAttribute.valueRange(of: "href", in: bytes, tag: tag).map { HTMLEntity.decoded(bytes[$0]) }
    }
}

/// Lays out words as they come: blanks collapse, blocks begin lines, a link is followed by its address.
private struct PlainTextWriter {
    private var output: [UInt8] = []
    private var needsSpace = false
    private var lineBreaks = 0
    private var hidden: String?
    private var link: (address: ArraySlice<UInt8>, start: Int)?

    var text: String { output.isEmpty ? "" : String(decoding: output, as: UTF8.self) + "\n" }

    mutating func write(_ words: ArraySlice<UInt8>) {
        guard hidden == nil else { return }
        var rest = words
        while let byte = rest.first {
            if byte <= 0x20 {
                needsSpace = true
                rest = rest.dropFirst()
            } else if let special = Self.special(at: rest) {
                put(special.shown[...])
                rest = rest.dropFirst(special.bytes.count)
            } else {
                let word = rest.prefix(1) + rest.dropFirst().prefix { $0 > 0x20 && $0 != 0xC2 && $0 != 0xE2 }
                put(word)
                rest = rest.dropFirst(word.count)
            }
        }
    }

    private static func special(at rest: ArraySlice<UInt8>) -> (bytes: [UInt8], shown: [UInt8])? {
        guard rest.first == 0xC2 || rest.first == 0xE2 else { return nil }
        return specials.first { rest.starts(with: $0.bytes) }
    }

    /// The no-break space is a space that stays; soft hyphens and zero-width non-joiners are for browsers.
    private static let specials: [(bytes: [UInt8], shown: [UInt8])] = [
        (Array("\u{A0}".utf8), [0x20]), (Array("\u{AD}".utf8), []), (Array("\u{200C}".utf8), []),
    ]

    private mutating func put(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else { return }
        separate()
        output += bytes
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
            if tag == "li", !isClosing { write(Array("- ".utf8)[...]) }
        } else if Self.cells.contains(tag) {
            needsSpace = true
        }
    }

    mutating func openLink(to address: ArraySlice<UInt8>?) {
        guard let address, hidden == nil else { return }
        if address.starts(with: "mailto:".utf8) {
            separate()
            link = (address.dropFirst(7), output.count)
        } else if address.starts(with: "http".utf8) {
            separate()
            link = (address, output.count)
        }
    }

    mutating func closeLink() {
        guard let (address, start) = link else { return }
        link = nil
        if output.count == start {
            output += address
        } else if output[start...] != address {
            output += Array(" (".utf8) + address + Array(")".utf8)
        }
    }

    private mutating func separate() {
        defer { (needsSpace, lineBreaks) = (false, 0) }
        guard !output.isEmpty, needsSpace || lineBreaks > 0 else { return }
        output += lineBreaks == 0 ? [0x20] : [UInt8](repeating: 0x0A, count: min(lineBreaks, 2))
    }

    private static let unseen: Set = ["head", "style", "script", "title", "template"]
    private static let paragraphs: Set = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr",
    ]
    private static let lines: Set = ["div", "tr", "li", "section", "article", "header", "footer", "address", "center"]
    private static let cells: Set = ["td", "th"]
}
