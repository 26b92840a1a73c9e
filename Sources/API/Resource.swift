import HTTPTypes

/// What a path names. Whatever it does not name is a 404.
enum Resource: Hashable {
    case messages(Endpoint)
    case form(String)
    case jobs
    case merge
    case click(String)
    case open(String)
    case preferences(String)
    case live
    case ready
    case metrics

    /// Throws `Problem.notFound`, and nothing else.
    init(path: String) throws(Problem) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        switch (parts.count, parts.first) {
        case (1, "livez"): self = .live
        case (1, "readyz"): self = .ready
        case (1, "metrics"): self = .metrics
        case (2, "c"): self = .click(parts[1])
        case (2, "o"): self = .open(parts[1].hasSuffix(".gif") ? String(parts[1].dropLast(4)) : parts[1])
        case (2, "u"): self = .preferences(parts[1])
        case (2, "v1") where parts[1] == "jobs": self = .jobs
        case (3, "v1") where parts[1] == "contacts" && parts[2] == "merge": self = .merge
        case (2, "v1"):
            guard let endpoint = Endpoint(path: parts[1]) else { throw .notFound }
            self = .messages(endpoint)
        case (3, "v1") where parts[1] == "forms" && Self.isFormName(parts[2]): self = .form(parts[2])
        default: throw .notFound
        }
    }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .messages, .form, .jobs, .merge: [.post]
        case .click, .open, .live, .ready, .metrics: [.get, .head]
        case .preferences: [.get, .head, .post]
        }
    }

    /// The path without what differs from request to request: for metrics.
    var route: String {
        switch self {
        case .messages(let endpoint): "/v1/\(endpoint.rawValue)"
        case .form: "/v1/forms/{name}"
        case .jobs: "/v1/jobs"
        case .merge: "/v1/contacts/merge"
        case .click: "/c/{token}"
        case .open: "/o/{token}"
        case .preferences: "/u/{token}"
        case .live: "/livez"
        case .ready: "/readyz"
        case .metrics: "/metrics"
        }
    }

    /// Forms are named as workflows name them: letters, digits, `-`, `_` and `.`, at most 100.
    private static func isFormName(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    }
}
