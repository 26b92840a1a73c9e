/// The calls of the Segment HTTP tracking API. The browser and mobile libraries use the first letter for short.
enum Endpoint: String, CaseIterable, Sendable {
    case identify, track, page, screen, group, alias, batch

    init?(path: String) {
        let match =
            path == "import"
            ? .batch : Self.allCases.first { path == $0.rawValue || path == String($0.rawValue.prefix(1)) }
        guard let match else { return nil }
        self = match
    }

    /// nil for `batch`, whose messages say themselves what they are.
    var messageKind: Message.Kind? { Message.Kind(rawValue: rawValue) }
}
