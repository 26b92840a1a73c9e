/// The calls of the Segment HTTP tracking API. The browser and mobile libraries use the first letter for short.
enum Endpoint: String, CaseIterable, Sendable {
    case identify, track, page, screen, group, alias, batch

    /// Other names under which it is called.
    var aliases: [String] { [String(rawValue.prefix(1))] + (self == .batch ? ["import"] : []) }

    /// nil for `batch`, whose messages say themselves what they are.
    var messageKind: Message.Kind? { Message.Kind(rawValue: rawValue) }
}
