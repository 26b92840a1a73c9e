extension PropertyDefinition {
    /// Whether a sender's word means this property: its name, or what it is called besides, whatever the spelling.
    package func isCalled(_ word: String) -> Bool { ([name] + called).contains { $0.folded == word.folded } }
}

extension String {
    /// A name as doors compare it, without case, blanks, dashes, underscores and dots: as `crm.folded` does.
    package var folded: String { lowercased().filter { !" \t\u{A0}-_.".contains($0) } }
}
