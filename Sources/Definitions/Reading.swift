import Automation

/// The context of every reader: the file it reads, the names that exist, and where it reports mistakes.
///
/// Its questions report a mistake and answer nil, so that reading goes on and finds the next one.
struct Reading {
    let file: SourceFile
    let names: Names
    let findings: Findings

    func error(_ message: String, at place: Place) {
        findings.report(message, in: file.path, at: place)
    }

    func warn(_ message: String, at place: Place) {
        findings.report(message, as: .warning, in: file.path, at: place)
    }

    /// Reads something, and answers nil after a mistake in it, so that consequences of the mistake are not reported.
    func unlessMistaken<Value>(_ read: () -> Value) -> Value? {
        let count = findings.errorCount(in: file.path)
        let value = read()
        return findings.errorCount(in: file.path) == count ? value : nil
    }

    /// The text of a scalar that is not blank.
    func text(_ element: Element, _ wanted: String) -> String? {
        if let scalar = element.scalar, !scalar.isBlank { return scalar.text }
        error("expected \(wanted), found \(element.kind)", at: element.place)
        return nil
    }

    /// One text, or several in a list.
    func texts(_ element: Element, _ wanted: String) -> [String] {
        elements(element).compactMap { text($0, wanted) }
    }

    /// A text that is compared or stored as it is.
    func literal(_ element: Element, _ wanted: String) -> String? {
        guard let text = text(element, wanted) else { return nil }
        guard text.contains("{{") else { return text }
        error(
            "\"\(text)\" would be taken letter by letter; conditions and steps cannot use values of events yet, "
                + "so write the value itself",
            at: element.place
        )
        return nil
    }

    /// The members of a list; anything else counts as a list of one.
    func elements(_ element: Element) -> [Element] { element.list ?? [element] }

    /// The members of a list, which must not be empty. Anything else counts as a list of one.
    func members(_ element: Element, _ wanted: String) -> [Element] {
        if element.list?.isEmpty == true { error("expected \(wanted), found an empty list", at: element.place) }
        return elements(element)
    }

    /// A block with at least one key. Unknown keys are reported first.
    func block(_ element: Element, _ wanted: String, keys: [String]) -> Block? {
        guard let entries = element.entries, !entries.isEmpty else {
            error("expected \(wanted), found \(element.kind)", at: element.place)
            return nil
        }
        for entry in entries where !keys.contains(entry.key) { unknownKey(entry, among: keys) }
        return Block(place: element.place, entries: entries)
    }

    func unknownKey(_ entry: Entry, among keys: [String]) {
        let hint = Self.hint(for: entry.key, among: keys) ?? "; known here: \(keys.joined(separator: ", "))"
        error("unknown key \"\(entry.key)\"\(hint)", at: entry.place)
    }

    /// `yes` or `no`, in YAML's spellings.
    func boolean(_ element: Element) -> Bool? {
        guard let text = text(element, "yes or no") else { return nil }
        guard let answer = Self.booleans[text.lowercased()] else {
            error("\"\(text)\" is not yes or no", at: element.place)
            return nil
        }
        return answer
    }

    static let booleans = ["yes": true, "true": true, "on": true, "no": false, "false": false, "off": false]

    /// One of a few words.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ element: Element, as type: Word.Type) -> Word? {
        let words = Word.allCases.map(\.rawValue)
        guard let text = text(element, "one of \(words.joined(separator: ", "))") else { return nil }
        if let word = Word(rawValue: text) { return word }
        let hint = Self.hint(for: text, among: words) ?? "; write \(words.joined(separator: ", "))"
        error("\"\(text)\" is not known here\(hint)", at: element.place)
        return nil
    }

    /// A value that reads itself: a duration, a time of day, a date, a zone.
    func time<Value: WrittenAsText>(_ element: Element, _ wanted: String, as type: Value.Type = Value.self) -> Value? {
        guard let text = text(element, wanted) else { return nil }
        do {
            return try Value(parsing: text)
        } catch {
            self.error(error.description, at: element.place)
            return nil
        }
    }

    func duration(_ element: Element) -> Delay? { time(element, "a duration such as \"2 days\"") }

    /// The name of a definition that must exist.
    func name(_ element: Element, of kind: Names.Kind) -> String? {
        guard let name = text(element, "the name of \(kind == .email ? "an" : "a") \(kind.rawValue)") else {
            return nil
        }
        guard !names[kind].contains(name) else { return name }
        let hint = Self.hint(for: name, among: names[kind].sorted()) ?? "; \(kind.advice)"
        error("there is no \(kind.rawValue) \"\(name)\"\(hint)", at: element.place)
        return name
    }

    static func hint(for word: String, among words: [String]) -> String? {
        Spelling.closest(to: word, among: words).map { "; did you mean \"\($0)\"?" }
    }
}

/// The keys of one block. Each of them is known.
struct Block {
    let place: Place
    let entries: [Entry]

    subscript(_ key: String) -> Element? { entries.first { $0.key == key }?.value }

    func place(of key: String) -> Place { entries.first { $0.key == key }?.place ?? place }
}
