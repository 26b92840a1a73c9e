import Automation

/// What a message brought that is not kept, for `crm.refused`; the rest of the message is.
struct Refusal: Hashable, Sendable {
    /// As the sender calls it; `message` is all of it.
    let field: String
    let why: String
    let value: String?

    init(_ field: String, _ why: String, _ value: JSON = .null) {
        (self.field, self.why) = (field, why)
        self.value = value == .null ? nil : String(value.plain.prefix(80))
    }

    var json: JSON {
        .object(["field": .text(field), "why": .text(why), "value": value.map(JSON.text) ?? .null])
    }
}

extension JSON {
    /// A text as it is, anything else as JSON.
    var plain: String { if case .text(let text) = self { text } else { text } }
}
