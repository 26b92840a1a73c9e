/// A JSON value (RFC 8259), as it was sent. Numbers keep their digits, so nothing is lost on the way.
package enum JSON: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case text(String)
    case list([JSON])
    case object([String: JSON])

    /// Whether it says nothing: it is null or a blank text.
    package var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): text.isBlank
        case .boolean, .number, .list, .object: false
        }
    }

    /// The kind of value, for messages to people.
    package var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}

extension JSON {
    /// Reads the text of PostgreSQL's `jsonb`, whose numbers may have thousands of digits.
    package init(parsing text: String) throws(JSONMistake) {
        self = try JSONParser.parse(Array(text.utf8), numberBytesMax: .max)
    }

    /// Compact JSON. Members are sorted, so equal values have equal texts.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .text(let value): Self.quote(value, to: &text)
        case .list(let values): Self.write(values, between: "[", and: "]", to: &text) { $0.write(to: &$1) }
        case .object(let members):
            Self.write(members.sorted { $0.key < $1.key }, between: "{", and: "}", to: &text) { member, text in
                Self.quote(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        between open: String,
        and close: String,
        to text: inout String,
        _ write: (Element, inout String) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            write(element, &text)
        }
        text += close
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                text += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSON: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}
