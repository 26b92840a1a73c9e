import Automation

/// A body, and where in it the links stand that its template wrote.
struct LinkedText: Hashable, Sendable {
    struct Link: Hashable, Sendable {
        /// The bytes to replace.
        let range: Range<Int>
        let target: LinkTarget
    }

    private let bytes: [UInt8]
    private let links: [Link]
    private let isHTML: Bool

    /// - Parameter links: in order.
    init(_ bytes: [UInt8], links: [Link], isHTML: Bool = false) {
        (self.bytes, self.links, self.isHTML) = (bytes, links, isHTML)
    }

    var targets: [LinkTarget] { links.map(\.target) }

    /// What is not replaced stays byte for byte: in broken HTML, another spelling of the same could end elsewhere.
    func replacingLinks(_ replacement: (_ target: String) -> String?) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count * 5 / 4)
        var copied = 0
        for link in links {
            guard let target = replacement(link.target.url) else { continue }
            output += bytes[copied..<link.range.lowerBound]
            output += (isHTML ? HTMLText.escaped(target) : target).utf8
            copied = link.range.upperBound
        }
        return String(decoding: output + bytes[copied...], as: UTF8.self)
    }
}

/// Where a link leads.
struct LinkTarget: Hashable, Sendable {
    /// The URL as browsers understand it.
    let url: String
    /// Whether values stand in it: then it may name its reader.
    let holdsValues: Bool
}

extension FilledText {
    /// The web address in a range, if the template wrote its scheme and host, and what ends the host. What follows may
    /// come from values: `https://shop.example/?customer={{contact.number}}`.
    func target(in range: Range<Int>, decoding: (ArraySlice<UInt8>) -> ArraySlice<UInt8> = { $0 }) -> LinkTarget? {
        func address(to end: Int) -> WebAddress? {
            WebAddress(String(decoding: decoding(bytes[range.lowerBound..<end]), as: UTF8.self))
        }
        guard let whole = address(to: range.upperBound) else { return nil }
        let firstValue = firstValue(in: range)
        guard firstValue < range.upperBound else { return LinkTarget(url: whole.text, holdsValues: false) }
        guard let written = address(to: firstValue), !written.rest.isEmpty, written.scheme == whole.scheme,
            written.authority == whole.authority
        else { return nil }
        return LinkTarget(url: whole.text, holdsValues: true)
    }
}
