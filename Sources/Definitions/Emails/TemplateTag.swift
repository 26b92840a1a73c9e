/// One `{{…}}` of a template.
struct TemplateTag: Hashable {
    enum Kind: Hashable {
        case variable
        /// `{{#name}}`: what follows is for when the value is there.
        case section
        /// `{{^name}}`: what follows is for when it is missing.
        case inverted
        case close
        case comment
        /// Partials and other delimiters, which Relance does not offer.
        case unsupported
    }

    let kind: Kind
    let name: String
    /// The tag as it is written, braces included.
    let raw: String

    /// Every tag of a text, in order. A `{{` that is never closed is a tag without an end: `raw` is just the braces.
    static func all(in text: String) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            let isTriple = rest[open.upperBound...].first == "{"
            guard let close = rest[open.upperBound...].firstRange(of: isTriple ? "}}}" : "}}") else {
                return tags + [TemplateTag(kind: .unsupported, name: "", raw: "{{")]
            }
            tags.append(TemplateTag(rest[open.lowerBound..<close.upperBound], braces: isTriple ? 3 : 2))
            rest = rest[close.upperBound...]
        }
        return tags
    }

    private init(_ raw: Substring, braces: Int) {
        let inside = raw.dropFirst(braces).dropLast(braces).trimmed
        let (kind, name) = Self.parts(of: inside)
        self.init(kind: kind, name: String(name.trimmed), raw: String(raw))
    }

    private init(kind: Kind, name: String, raw: String) {
        self.kind = kind
        self.name = name
        self.raw = raw
    }

    private static func parts(of inside: Substring) -> (Kind, Substring) {
        switch inside.first {
        case "#": (.section, inside.dropFirst())
        case "^": (.inverted, inside.dropFirst())
        case "/": (.close, inside.dropFirst())
        case "!": (.comment, inside.dropFirst())
        case "&": (.variable, inside.dropFirst())
        case ">", "=", "$", "<": (.unsupported, inside)
        default: (.variable, inside)
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return self[first...last]
    }
}
