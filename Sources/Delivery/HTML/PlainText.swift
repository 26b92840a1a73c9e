import Automation

/// The text body of a mail that was written only in HTML: same words, same links, no markup.
enum PlainText {
    static func derived(from html: FilledText) -> LinkedText {
        var writer = PlainTextWriter()
        for token in HTMLTokens(html.bytes) {
            switch token {
            case .text(let range): writer.write(HTMLEntity.decodedText(html.bytes[range]))
            case .tag("a", isClosing: false, let range): writer.openLink(address(in: html, tag: range))
            case .tag("a", isClosing: true, _): writer.closeLink()
            case .tag(let name, let isClosing, _): writer.pass(tag: name, isClosing: isClosing)
            case .markup: break
            }
        }
        return writer.text
    }

    /// The address shown after the words of a link; nil for an address that came from values.
    private static func address(in html: FilledText, tag: Range<Int>) -> LinkAddress? {
        guard let range = HTMLAttribute.valueRange(of: "href", in: html.bytes, tag: tag) else { return nil }
        let written = String(decoding: HTMLEntity.decodedAttribute(html.bytes[range]), as: UTF8.self)
        if written.hasPrefix("mailto:") { return LinkAddress(shown: String(written.dropFirst(7)), target: nil) }
        guard let address = WebAddress(written) else { return nil }
        return LinkAddress(
            shown: address.text,
            target: html.target(in: range, decoding: HTMLEntity.decodedAttribute)
        )
    }
}

private struct LinkAddress {
    let shown: String
    /// The target of the link, if the template wrote it.
    let target: LinkTarget?
}

/// Lays out the words in order: blanks collapse, blocks begin lines, a link is followed by its address.
private struct PlainTextWriter {
    private var output: [UInt8] = []
    private var needsSpace = false
    private var lineBreaks = 0
    private var hidden: String?
    private var link: (address: LinkAddress, start: Int)?
    private var links: [LinkedText.Link] = []

    var text: LinkedText { LinkedText(output.isEmpty ? [] : output + [0x0A], links: links) }

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

    /// A no-break space becomes a space that stays. Soft hyphens and zero-width non-joiners are only for browsers.
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

    mutating func openLink(_ address: LinkAddress?) {
        guard let address, hidden == nil else { return }
        separate()
        link = (address, output.count)
    }

    mutating func closeLink() {
        guard let (address, start) = link else { return }
        link = nil
        let shown = Array(address.shown.utf8)
        if output[start...].elementsEqual(shown) { output.removeSubrange(start...) }
        let hasWords = output.count > start
        if hasWords { output += " (".utf8 }
        if let target = address.target {
            links.append(LinkedText.Link(range: output.count..<(output.count + shown.count), target: target))
        }
        output += shown
        if hasWords { output += ")".utf8 }
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
