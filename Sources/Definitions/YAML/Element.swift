/// A position in a file. Lines and columns count from 1.
struct Place: Hashable {
    let line: Int
    let column: Int

    static let start = Place(line: 1, column: 1)
}

/// One value of a file with its position: a scalar, a list, or a block of keys.
struct Element {
    enum Content {
        case scalar(Scalar)
        case list([Element])
        case block([Entry])
    }

    let place: Place
    let content: Content

    var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

    var list: [Element]? { if case .list(let list) = content { list } else { nil } }

    var entries: [Entry]? { if case .block(let entries) = content { entries } else { nil } }

    /// Whether the key has no value.
    var isBlank: Bool { scalar?.isBlank ?? false }

    /// The kind of value, for a message: `a list`.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.isBlank ? "nothing" : "\"\(scalar.text)\""
        case .list(let list): list.isEmpty ? "an empty list" : "a list"
        case .block(let entries): entries.isEmpty ? "an empty block" : "a block of keys"
        }
    }
}

/// A text as it was written.
struct Scalar {
    let text: String
    /// Neither quoted nor a block of text. In a plain scalar, `~` and an empty text mean nothing.
    let isPlain: Bool

    var isBlank: Bool { isPlain && ["", "~", "null"].contains(text) }
}

/// One key of a block, and its value.
struct Entry {
    let key: String
    let place: Place
    let value: Element
}
