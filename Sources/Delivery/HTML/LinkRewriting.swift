import Foundation

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

    /// The mail with an invisible picture at its end, fetched when the mail is opened. Text-only mail has none.
    package func addingOpenPixel(_ url: String) -> EmailContent {
        guard let html else { return self }
        let pixel = #"<img src="\#(HTMLEntity.encoded(url))" width="1" height="1" alt="" style="display:none">"#
        var content = self
        if let body = html.range(of: "</body", options: [.caseInsensitive, .backwards]) {
            content.html = html.replacingCharacters(in: body.lowerBound..<body.lowerBound, with: pixel)
        } else {
            content.html = html + pixel
        }
        return content
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
            let url = HTMLEntity.decoded(String(decoding: bytes[range], as: UTF8.self)).trimmedBlanks
            guard url.isWebURL, let target = replacement(url) else { continue }
            output += bytes[copied..<range.lowerBound]
            output += HTMLEntity.encoded(target).utf8
            copied = range.upperBound
        }
        return String(decoding: output + bytes[copied...], as: UTF8.self)
    }
}

/// URLs written out in text.
private enum TextLinks {
    static func rewritten(_ text: String, _ replacement: (String) -> String?) -> String {
        var output = ""
        var rest = Substring(text)
        while let start = nextURL(in: rest) {
            let run = rest[start...].prefix { !$0.isWhitespace && !"<>\"".contains($0) }
            let url = String(withoutPunctuation(run))
            output += rest[..<start]
            output += replacement(url) ?? url
            rest = rest[start...].dropFirst(url.count)
        }
        return output + rest
    }

    private static func nextURL(in text: Substring) -> Substring.Index? {
        var searched = text
        while let found = searched.utf8.firstIndex(of: UInt8(ascii: "h")) {
            if text[found...].hasPrefix("http://") || text[found...].hasPrefix("https://") { return found }
            searched = text[text.index(after: found)...]
        }
        return nil
    }

    /// A full stop after a URL ends the sentence; a bracket belongs to the URL only if it was opened in it.
    private static func withoutPunctuation(_ run: Substring) -> Substring {
        var url = run
        while let last = url.last {
            let isUnopened = last == ")" && !url.contains("(")
            guard ".,;:!?'".contains(last) || isUnopened else { break }
            url.removeLast()
        }
        return url
    }
}

extension String {
    fileprivate var isWebURL: Bool {
        let start = prefix(8).lowercased()
        return start.hasPrefix("http://") || start.hasPrefix("https://")
    }

    fileprivate var trimmedBlanks: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
