/// The parts of an http or https URL, split as browsers split it (WHATWG URL); nothing is lost or resolved.
package struct WebAddress: Hashable, Sendable {
    /// `http` or `https`, as it was written.
    package let scheme: String
    /// Host and port, and in old URLs a name and a password: `www.example.com:8080`.
    package let authority: String
    /// Everything from the first `/`, `?`, `#` or `\`; empty when the URL ends after the host.
    package let rest: String

    /// - Parameter text: line breaks, tabs and blanks at the ends are removed, as in browsers.
    package init?(_ text: String) {
        let text = Self.cleaned(text)
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon]
        guard ["http", "https"].contains(scheme.lowercased()) else { return nil }
        let afterScheme = text.unicodeScalars[colon...].dropFirst(3)
        let end = afterScheme.firstIndex { "/?#\\".unicodeScalars.contains($0) } ?? afterScheme.endIndex
        guard end > afterScheme.startIndex else { return nil }
        self.scheme = String(scheme)
        authority = String(afterScheme[..<end])
        rest = String(afterScheme[end...])
    }

    package var text: String { "\(scheme)://\(authority)\(rest)" }

    /// The URL as a header can hold it (RFC 9110 §10.2.2): the host in punycode, everything else percent-encoded.
    package var ascii: String { "\(scheme)://\(asciiAuthority)\(asciiRest)" }

    /// Any URL or path in the form that a header can hold.
    package static func ascii(_ text: String) -> String { WebAddress(text)?.ascii ?? encoded(cleaned(text)) }

    private var asciiAuthority: String {
        let host = authority.lastIndex(of: "@").map { authority.index(after: $0) } ?? authority.startIndex
        let port = authority[host...].lastIndex(of: ":") ?? authority.endIndex
        return Self.encoded(authority[..<host]) + Self.asciiHost(authority[host..<port])
            + Self.encoded(authority[port...])
    }

    /// Browsers read `\` in a path as `/`.
    private var asciiRest: String {
        let path = rest.prefix { $0 != "?" && $0 != "#" }
        return Self.encoded(path.replacing("\\", with: "/")) + Self.encoded(rest[path.endIndex...])
    }

    /// A host that is not a domain name stays as it is, as far as a header can hold it.
    private static func asciiHost(_ host: Substring) -> String {
        if host.utf8.allSatisfy({ $0 < 0x80 }) { return encoded(host) }
        return (try? DomainName(String(host)).ascii) ?? encoded(host)
    }

    private static func cleaned(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { $0.value > 0x20 }),
            let last = scalars.lastIndex(where: { $0.value > 0x20 })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last].filter { !"\t\n\r".unicodeScalars.contains($0) }))
    }

    private static func encoded(_ text: some StringProtocol) -> String {
        PercentEncoding.encoded(text) { (0x21...0x7E).contains($0) && !forbidden.contains($0) }
    }

    /// Printable characters that no URI may contain (RFC 3986 §2).
    private static let forbidden = Set("\"<>\\^`{|}".utf8)
}
