import Automation

/// A body, and the positions of the links that its template wrote.
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

    /// Everything else stays byte for byte: in broken HTML another spelling of the same content could end elsewhere.
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

/// The target of a link.
struct LinkTarget: Hashable, Sendable {
    /// The URL as browsers read it.
    let url: String
    /// Whether it contains values, so that it may name its reader.
    let holdsValues: Bool
}

extension FilledText {
    /// The web address in a range, if the template wrote its scheme and host, and the character that ends the host. The
    /// rest may come from values: `https://shop.example/?customer={{contact.number}}`.
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
