/// Where something stands in a file. Lines and columns count from 1.
struct Place: Hashable {
    let line: Int
    let column: Int

    static let start = Place(line: 1, column: 1)
}

/// One value of a file, with its place: a scalar, a list, or a block of keys.
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

    /// Nothing was written after the key.
    var isBlank: Bool { scalar?.isBlank ?? false }

    /// What it is, for a message: `a list`.
    var kind: String {
        switch content {
        case .scalar(let scalar): scalar.isBlank ? "nothing" : "\"\(scalar.text)\""
        case .list(let list): list.isEmpty ? "an empty list" : "a list"
        case .block(let entries): entries.isEmpty ? "an empty block" : "a block of keys"
        }
    }
}

/// Text, as it was written.
struct Scalar {
    let text: String
    /// Neither quoted nor a block of text, so that `~` and nothing at all mean nothing.
    let isPlain: Bool

    var isBlank: Bool { isPlain && ["", "~", "null"].contains(text) }
}

/// One key of a block, and its value.
struct Entry {
    let key: String
    let place: Place
    let value: Element
}
