/// One `{{…}}` of a template.
struct TemplateTag: Hashable {
    enum Kind: Hashable {
        case variable
        /// `{{#name}}`: the text after it is used when the value is present.
        case section
        /// `{{^name}}`: the text after it is used when the value is missing.
        case inverted
        case close
        case comment
        /// Partials and other delimiters. Relance does not offer them.
        case unsupported
    }

    let kind: Kind
    let name: String
    /// The functions applied to a variable before it is printed, outermost first: `url` in `{{url(contact.email)}}`.
    let functions: [String]
    /// The tag as it is written, braces included.
    let raw: String
    let surroundings: TagSurroundings

    /// Every tag of a text, in order. A `{{` that is never closed counts as a tag whose `raw` is only the braces.
    static func all(in text: String) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        var rest = text[...]
        var surroundings = TagSurroundings()
        while let open = rest.firstRange(of: "{{") {
            let isTriple = rest[open.upperBound...].first == "{"
            guard let close = rest[open.upperBound...].firstRange(of: isTriple ? "}}}" : "}}") else {
                return tags + [TemplateTag("{{", kind: .unsupported, inside: "", surroundings)]
            }
            surroundings.pass(rest[..<open.lowerBound])
            tags.append(TemplateTag(rest[open.lowerBound..<close.upperBound], braces: isTriple ? 3 : 2, surroundings))
            rest = rest[close.upperBound...]
        }
        return tags
    }

    private init(_ raw: Substring, braces: Int, _ surroundings: TagSurroundings) {
        let (kind, inside) = Self.parts(of: raw.dropFirst(braces).dropLast(braces).trimmed)
        self.init(raw, kind: kind, inside: inside.trimmed, surroundings)
    }

    private init(_ raw: Substring, kind: Kind, inside: Substring, _ surroundings: TagSurroundings) {
        var (functions, name) = ([String](), inside)
        while kind == .variable, name.last == ")", let open = name.firstIndex(of: "(") {
            functions.append(String(name[..<open]))
            name = name[name.index(after: open)...].dropLast()
        }
        (self.kind, self.name, self.functions) = (kind, String(name), functions)
        (self.raw, self.surroundings) = (String(raw), surroundings)
    }

    /// The variable, with one more function around it and its own.
    func wrapped(in function: String) -> String {
        let names = [function] + functions
        return "{{" + names.map { "\($0)(" }.joined() + name + String(repeating: ")", count: names.count) + "}}"
    }

    private static func parts(of inside: Substring) -> (Kind, Substring) {
        switch inside.first {
        case "#": (.section, inside.dropFirst())
        case "^": (.inverted, inside.dropFirst())
        case "/": (.close, inside.dropFirst())
        case "!": (.comment, inside.dropFirst())
        case "&": (.variable, inside.dropFirst())
        case ">", "=", "$", "<", "%": (.unsupported, inside)
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
