import Automation

/// The links of a mail, and the same mail with other targets behind them.
extension EmailContent {
    /// Distinct http and https URLs, those of the HTML first, each in order of appearance. A link's number in tracking
    /// tokens is its place here; store the list with the delivery, for the target is looked up by number.
    ///
    /// - Parameter untracked: URLs to leave alone, such as the unsubscribe link: it must work without us counting.
    package func trackableLinks(except untracked: Set<String> = []) -> [String] {
        var links = LinkNumbers(untracked: untracked)
        _ = rewritten { links.number(of: $0).map { _ in "" } }
        return links.urls
    }

    /// The mail with every trackable link replaced by what `rewrite` makes of it and its number.
    package func trackingLinks(
        except untracked: Set<String> = [],
        _ rewrite: (_ url: String, _ index: Int) -> String
    ) -> EmailContent {
        var links = LinkNumbers(untracked: untracked)
        return rewritten { url in links.number(of: url).map { rewrite(url, $0) } }
    }

    private func rewritten(_ replacement: (String) -> String?) -> EmailContent {
        var content = self
        content.html = html.map { HTMLLinks.rewritten($0, replacement) }
        content.text = TextLinks.rewritten(text, replacement)
        return content
    }
}

/// Gives each URL its number.
private struct LinkNumbers {
    let untracked: Set<String>
    private(set) var urls: [String] = []
    private var numbers: [String: Int] = [:]

    init(untracked: Set<String>) { self.untracked = untracked }

    mutating func number(of url: String) -> Int? {
        guard !untracked.contains(url) else { return nil }
        if let number = numbers[url] { return number }
        numbers[url] = urls.count
        urls.append(url)
        return urls.count - 1
    }
}

/// `<a href>` and `<area href>`.
private enum HTMLLinks {
    static func rewritten(_ html: String, _ replacement: (String) -> String?) -> String {
        let bytes = Array(html.utf8)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 5 / 4)
        var copied = 0
        for case .tag(let name, isClosing: false, let tag) in HTMLTokens(bytes) where name == "a" || name == "area" {
            guard let range = HTMLAttribute.valueRange(of: "href", in: bytes, tag: tag) else { continue }
            let url = HTMLEntity.decoded(bytes[range]).trimmingBlanks
            let present = String(decoding: url, as: UTF8.self)
            // What stays stays byte for byte: in broken HTML another spelling of the same could end elsewhere.
            guard url.beginsWebURL, let target = replacement(present), target != present else { continue }
            output += bytes[copied..<range.lowerBound]
            output += HTMLEntity.encoded(target)
            copied = range.upperBound
        }
        return String(decoding: output + bytes[copied...], as: UTF8.self)
    }
}

/// URLs written out in text.
private enum TextLinks {
    static func rewritten(_ text: String, _ replacement: (String) -> String?) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 5 / 4)
        var copied = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "h"), bytes[index...].beginsWebURL else {
                index += 1
                continue
            }
            let url = url(at: index, in: bytes)
            if let target = replacement(String(decoding: url, as: UTF8.self)) {
                output += bytes[copied..<index]
                output += target.utf8
                copied = url.endIndex
            }
            index = url.endIndex
        }
        return String(decoding: output + bytes[copied...], as: UTF8.self)
    }

    /// A full stop after a URL ends the sentence; a bracket belongs to the URL only if it was opened in it.
    private static func url(at start: Int, in bytes: [UInt8]) -> ArraySlice<UInt8> {
        var end = start
        while end < bytes.count, !isEnd(at: end, in: bytes) { end += 1 }
        var url = bytes[start..<end]
        while let last = url.last {
            let isUnopened = last == UInt8(ascii: ")") && !url.contains(UInt8(ascii: "("))
            guard ".,;:!?'".utf8.contains(last) || isUnopened else { break }
            url.removeLast()
        }
        return url
    }

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

extension ArraySlice<UInt8> {
    /// `http://` or `https://` in any case, and something after it.
    fileprivate var beginsWebURL: Bool {
        let afterHTTP = dropFirst(4)
        guard begins(with: "http") else { return false }
        let afterScheme = afterHTTP.begins(with: "s") ? afterHTTP.dropFirst() : afterHTTP
        return afterScheme.begins(with: "://") && afterScheme.count > 3
    }

    /// - Parameter text: in lower case.
    private func begins(with text: String) -> Bool {
        starts(with: text.utf8) { $0 == $1 || ($1.isASCIILetterOrDigit && $0 | 0x20 == $1) }
    }

    fileprivate var trimmingBlanks: ArraySlice<UInt8> {
        var slice = self
        while let first = slice.first, first <= 0x20 { slice.removeFirst() }
        while let last = slice.last, last <= 0x20 { slice.removeLast() }
        return slice
    }
}
