/// How one kind of value is written in a file or a variable, and how it is read.
struct Notation<Value: Sendable & Equatable>: Sendable {
    /// Completes the sentence `"…" is not`.
    let expectation: String
    /// Hidden from mistakes and descriptions.
    var isSecret = false
    /// Nil if the text is not such a value.
    let read: @Sendable (String) -> Value?
    let write: @Sendable (Value) -> String
}

extension Notation {
    /// The same notation for a setting that may also be empty.
    static func optional<Wrapped>(_ notation: Notation<Wrapped>) -> Notation where Value == Wrapped? {
        Notation(
            expectation: notation.expectation,
            isSecret: notation.isSecret,
            read: { text in text.isEmpty ? .some(nil) : notation.read(text) },
            write: { $0.map(notation.write) ?? "" }
        )
    }

    /// Several values, separated by commas. All must be valid, and none may occur twice.
    static func list<Element>(of notation: Notation<Element>) -> Notation where Value == [Element], Element: Hashable {
        Notation(
            expectation: "a list in which each is \(notation.expectation), and none is there twice",
            isSecret: notation.isSecret,
            read: { text in
                let parts = text.split(separator: ",")
                let values = parts.compactMap { notation.read($0.trimmed) }
                return Set(values).count == parts.count ? values : nil
            },
            write: { $0.map(notation.write).joined(separator: ", ") }
        )
    }
}

extension Substring {
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
