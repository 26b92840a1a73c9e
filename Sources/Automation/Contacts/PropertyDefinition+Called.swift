extension PropertyDefinition {
    /// Whether a sender's word means this property: its name or one of its other names, in any spelling.
    package func isCalled(_ word: String) -> Bool { ([name] + called).contains { $0.folded == word.folded } }
}

extension String {
    /// The form in which names are compared: no case, blanks, dashes, underscores or dots; the same as `crm.folded`.
    package var folded: String { lowercased().filter { !" \t\u{A0}-_.".contains($0) } }
}
