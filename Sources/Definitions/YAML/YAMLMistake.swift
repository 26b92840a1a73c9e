import Yams

/// The parser's complaint, in words for authors who do not know YAML's grammar.
struct YAMLMistake {
    let place: Place
    let message: String

    init(_ error: any Error, in text: String) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            self.init(problem, context?.text, at: Place(mark), in: text)
        case .reader(let problem, let offset, _, _):
            self.init(
                place: Self.place(of: offset ?? 0, in: text),
                message: "a character here is not allowed in YAML (\(problem))"
            )
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: ", ")
            self.init(place: Place(context.mark), message: "\(names) is written twice in one block")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded, nil:
            self.init(place: .start, message: "the file cannot be read as YAML")
        }
    }

    private init(_ problem: String, _ context: String?, at place: Place, in text: String) {
        let advice = Self.isIndentedByTab(place, in: text) ? "indent with spaces, not tabs" : Self.advice(on: problem)
        let words = [problem, context].compactMap(\.self).joined(separator: ", ")
        self.init(place: place, message: advice ?? "this is not YAML: \(words)")
    }

    private init(place: Place, message: String) {
        self.place = place
        self.message = message
    }

    private static func isIndentedByTab(_ place: Place, in text: String) -> Bool {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(place.line - 1) else { return false }
        return lines[place.line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }

    private static func advice(on problem: String) -> String? {
        switch problem {
        case "mapping values are not allowed in this context":
            "a \":\" cannot stand here; indent the line like the ones above it, or put the text between quotes"
        case "did not find expected key", "did not find expected '-' indicator", "could not find expected ':'":
            "this line does not fit the block above it; check its indentation, and that a key ends with \":\""
        case "but found another document":
            "one file holds one definition; remove the \"---\" and what follows it, or make it a file of its own"
        default: nil
        }
    }

    private static func place(of offset: Int, in text: String) -> Place {
        let before = text.prefix(offset).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return Place(line: max(before.count, 1), column: (before.last?.count ?? 0) + 1)
    }
}
