import Automation

/// What a message or a form says of consent: `consent.<topic>`, or `unsubscribed` for all topics.
struct ConsentWord: Hashable, Sendable {
    /// `*` is all of them.
    let topic: String
    /// nil when it is neither yes nor no.
    let isGiven: Bool?
    /// What was said, as it was written.
    let value: String

    /// nil when the field speaks of something else, or says nothing.
    init?(_ field: Field, named given: String) {
        guard !field.value.isBlank else { return nil }
        let name = given.lowercased()
        if name.hasPrefix(Self.prefix), name != Self.prefix {
            self.init(topic: String(name.dropFirst(Self.prefix.count)), field.value.truth, field.value.plain)
        } else if name == Self.unsubscribed {
            // "unsubscribed: no" is no consent: it says nothing.
            guard field.value.truth != false else { return nil }
            self.init(topic: "*", field.value.truth.map { !$0 }, field.value.plain)
        } else {
            return nil
        }
    }

    /// The words of `{"consent": {"news": true}}`.
    static func all(in field: Field) -> [ConsentWord] {
        guard case .object(let topics) = field.value else { return [] }
        return topics.keys.sorted().compactMap { ConsentWord(field[$0], named: prefix + $0) }
    }

    static func speaks(_ name: String) -> Bool {
        name.lowercased().hasPrefix(prefix) || name.lowercased() == unsubscribed
    }

    private static let prefix = "consent."
    private static let unsubscribed = "unsubscribed"

    private init(topic: String, _ isGiven: Bool?, _ value: String) {
        (self.topic, self.isGiven, self.value) = (topic, isGiven, value)
    }
}

extension JSON {
    /// Yes or no, in the spellings of forms and files; nil for anything else. The last of several counts, as with a hidden
    /// field and a check-box of one name.
    var truth: Bool? {
        switch self {
        case .boolean(let value): value
        case .number(let digits): Self.truths[digits]
        case .text(let text): Self.truths[text.trimmingSpaces().lowercased()]
        case .list(let values): values.last?.truth
        case .null, .object: nil
        }
    }

    private static let truths = [
        "true": true, "yes": true, "on": true, "1": true, "y": true, "t": true,
        "false": false, "no": false, "off": false, "0": false, "n": false, "f": false,
    ]
}
