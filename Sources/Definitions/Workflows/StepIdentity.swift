import Automation

extension StepReader {
    /// The id of a step, given by its author or derived from its action.
    struct Identity {
        let id: StepID
        let place: Place

        init(_ block: Block, _ verb: Entry, _ wait: StepID?, _ reading: Reading) {
            place = block["id"]?.place ?? block.place
            guard let element = block["id"] else {
                id = wait ?? StepID(Self.derived(from: verb))
                return
            }
            let text = reading.text(element, "a name for the step") ?? ""
            if Slug(text).description != text, !text.isEmpty {
                reading.error("a step's id has letters, digits and \"-\"; try \"\(Slug(text))\"", at: element.place)
            }
            id = StepID(text)
        }

        /// `send-ebook-link`, `wait-2-days`, `if-clicked-email-ebook-link`.
        private static func derived(from verb: Entry) -> String {
            let words = verb.key == "send_email" ? "send" : verb.key
            return Slug(([words] + Self.words(of: verb.value)).joined(separator: "-")).description
        }

        /// Every word of a value, in order.
        private static func words(of element: Element) -> [String] {
            switch element.content {
            case .scalar(let scalar): [scalar.text]
            case .list(let list): list.flatMap(words)
            case .block(let entries): entries.filter { $0.key != "then" }.flatMap { [$0.key] + words(of: $0.value) }
            }
        }
    }
}

/// A text as a name: small letters and digits, with single dashes between them.
struct Slug: CustomStringConvertible {
    /// Longer names are cut at the end of a word.
    private static let lengthMax = 60

    let description: String

    init(_ text: String) {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        var slug = ""
        for word in words where slug.count + word.count < Self.lengthMax {
            slug += slug.isEmpty ? word : "-\(word)"
        }
        description = slug
    }
}
