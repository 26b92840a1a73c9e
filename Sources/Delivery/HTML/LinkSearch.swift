import Automation

extension LinkedText {
    /// The links of an HTML body: `<a href>` and `<area href>`.
    init(html: FilledText) {
        var links: [Link] = []
        for case .tag(let name, isClosing: false, let tag) in HTMLTokens(html.bytes) where name == "a" || name == "area"
        {
            guard let range = HTMLAttribute.valueRange(of: "href", in: html.bytes, tag: tag) else { continue }
            guard let target = html.target(in: range, decoding: HTMLEntity.decodedAttribute) else { continue }
            links.append(Link(range: range, target: target))
        }
        self.init(html.bytes, links: links, isHTML: true)
    }

    /// The URLs written out in a text body.
    init(text: FilledText) {
        var links: [Link] = []
        var index = 0
        while index < text.bytes.count {
            guard let range = WrittenURL.range(at: index, in: text.bytes) else {
                index += 1
                continue
            }
            if let target = text.target(in: range) { links.append(Link(range: range, target: target)) }
            index = range.upperBound
        }
        self.init(text.bytes, links: links)
    }
}

/// Finds the end of a URL among words.
private enum WrittenURL {
    /// A full stop after a URL ends the sentence. A closing bracket belongs to the URL only if the URL opened it.
    static func range(at start: Int, in bytes: [UInt8]) -> Range<Int>? {
        guard begins(at: start, in: bytes) else { return nil }
        var end = start
        var unclosed: [UInt8: Int] = [:]
        while end < bytes.count, !isEnd(at: end, in: bytes) {
            if let open = brackets[bytes[end]] { unclosed[open, default: 0] -= 1 }
            if brackets.values.contains(bytes[end]) { unclosed[bytes[end], default: 0] += 1 }
            end += 1
        }
        while true {
            let last = bytes[end - 1]
            let open = brackets[last].flatMap { unclosed[$0, default: 0] < 0 ? $0 : nil }
            guard isPunctuation(last) || open != nil else { return start..<end }
            if let open { unclosed[open, default: 0] += 1 }
            end -= 1
        }
    }

    /// `http://` or `https://` in any case.
    private static func begins(at start: Int, in bytes: [UInt8]) -> Bool {
        guard bytes[start] | 0x20 == UInt8(ascii: "h") else { return false }
        let word = String(decoding: bytes[start...].prefix(8), as: UTF8.self).lowercased()
        return word.hasPrefix("http://") || word == "https://"
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool { ".,;:!?'".utf8.contains(byte) }

    /// The opening bracket for each closing one.
    private static let brackets = [UInt8(ascii: ")"): UInt8(ascii: "("), UInt8(ascii: "]"): UInt8(ascii: "[")]

    /// Blanks and quotes of any script end a URL; letters of any script do not.
    private static func isEnd(at index: Int, in bytes: [UInt8]) -> Bool {
        switch bytes[index] {
        case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): true
        case 0xC2, 0xE2: true  // U+0080…U+00BF and U+2000…U+2FFF: spaces, quotes, dashes
        case 0xE3: index + 1 < bytes.count && bytes[index + 1] == 0x80  // U+3000…U+303F
        case 0xEF: index + 1 < bytes.count && bytes[index + 1] == 0xBC  // U+FF00…U+FF3F
        default: false
        }
    }
}
