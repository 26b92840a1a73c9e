import HTTPTypes

/// Who fetched a link or a pixel, as far as one request tells. Workflows react to humans only; all hits are kept.
enum Agent: String, Sendable {
    case human
    /// A security gateway, a crawler, a preview: reads links so that somebody else need not.
    case scanner
    /// A mail program or browser that fetches ahead of its user.
    case prefetch

    /// The rules, in order: a browser that says it prefetches; Apple's mail proxy, which sends a bare `Mozilla/5.0`;
    /// HEAD, which no person sends; no or a known robot's `User-Agent`. Everybody else is a person.
    init(method: HTTPRequest.Method, headers: HTTPFields) {
        let program = (headers[.userAgent] ?? "").lowercased()
        if Self.purposes.contains(where: { (headers[$0] ?? "").lowercased().contains(/prefetch|preview|prerender/) }) {
            self = .prefetch
        } else if program == "mozilla/5.0" {
            self = .prefetch
        } else if method == .head || program.isEmpty || Self.robots.contains(where: program.contains) {
            self = .scanner
        } else {
            self = .human
        }
    }

    private static let purposes = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].compactMap { HTTPField.Name($0) }

    private static let robots = [
        "bot", "crawl", "spider", "slurp", "scan", "preview", "externalhit", "whatsapp",
        "barracuda", "proofpoint", "mimecast", "safelinks", "symantec", "trendmicro", "fortiguard", "zscaler",
        "curl/", "wget/", "python", "go-http-client", "java/", "okhttp", "libwww", "headless", "phantomjs", "axios",
        "node-fetch",
    ]
}
