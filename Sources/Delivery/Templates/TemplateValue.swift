package import Automation

/// A value that a template can show: any JSON value.
package typealias TemplateValue = JSON

extension JSON {
    /// Reads a `jsonb` column.
    package init(json: String) throws(JSONMistake) { try self.init(parsing: json) }

    /// The members of an object; none for any other value.
    var members: [String: JSON] {
        if case .object(let members) = self { members } else { [:] }
    }

    /// Absent, or nothing that a reader could see. Such a value needs a default in the template, or the send is
    /// blocked.
    var isMissing: Bool {
        switch self {
        case .null, .text: isBlank
        case .list(let values): values.allSatisfy(\.isMissing)
        case .object(let members): members.isEmpty
        case .boolean, .number: false
        }
    }

    /// The value as text, with numbers as they were given; `nil` for an object, which has no single text form.
    var shownText: String? {
        switch self {
        case .text(let text): text
        case .number(let digits): digits
        case .boolean(let isTrue): isTrue ? "true" : "false"
        case .list(let values): Self.enumerated(values)
        case .null, .object: nil
        }
    }

    /// `a, b`, without missing values.
    private static func enumerated(_ values: [JSON]) -> String? {
        let texts = values.filter { !$0.isMissing }.map(\.shownText)
        return texts.contains(nil) ? nil : texts.compactMap(\.self).joined(separator: ", ")
    }
}
