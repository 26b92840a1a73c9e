import Foundation

/// What a template can show: any JSON value.
package indirect enum TemplateValue: Hashable, Sendable {
    case null
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case list([TemplateValue])
    case object([String: TemplateValue])

    /// Reads a `jsonb` column or a request body. Throws `DecodingError` for text that is not JSON.
    package init(json: String) throws {
        self = try JSONDecoder().decode(TemplateValue.self, from: Data(json.utf8))
    }

    /// The members of an object; none for any other value.
    package var members: [String: TemplateValue] {
        if case .object(let members) = self { members } else { [:] }
    }
}

extension TemplateValue {
    /// Shows nothing: absent, or only blanks. Such a value must have a default in the template, or the send is blocked.
    var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): text.utf8.allSatisfy { $0 <= 0x20 }
        case .integer, .number, .boolean, .list, .object: false
        }
    }

    /// How the value reads in a sentence; `nil` for a list or an object, which have no one way to be read.
    var shownText: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
        case .boolean(let isTrue): isTrue ? "true" : "false"
        case .null, .list, .object: nil
        }
    }
}

extension TemplateValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Text first: most values are, and each wrong guess costs as much as all else.
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode([String: TemplateValue].self) {
            self = .object(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .list(try container.decode([TemplateValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .text(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension TemplateValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}
