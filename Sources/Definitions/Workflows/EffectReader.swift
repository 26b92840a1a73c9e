import Automation

/// Reads the effects on a contact: `set:`, `clear:`, `add_to_list:`, `remove_from_list:`.
struct EffectReader {
    let reading: Reading

    static let verbs = ["set", "clear", "add_to_list", "remove_from_list"]

    /// Columns that other parts of the system maintain.
    private static let untouchable = ["email", "created_at", "owner"]

    func effect(_ entry: Entry) -> Effect? {
        switch entry.key {
        case "set": set(entry.value)
        case "clear": clear(entry.value)
        case "add_to_list": reading.name(entry.value, of: .list).map { .addToList($0) }
        default: reading.name(entry.value, of: .list).map { .removeFromList($0) }
        }
    }

    /// `on_exit:`, a list of effects.
    func effects(_ element: Element) -> [Effect] {
        reading.elements(element).flatMap { item -> [Effect] in
            guard let block = reading.block(item, "a change such as {set: {nurturing: \"no\"}}", keys: Self.verbs)
            else {
                return []
            }
            return block.entries.filter { Self.verbs.contains($0.key) }.compactMap(effect)
        }
    }

    private func set(_ element: Element) -> Effect? {
        guard let entries = element.entries else {
            reading.error("expected properties and their values, found \(element.kind)", at: element.place)
            return nil
        }
        if entries.isEmpty { reading.error("set: names no property", at: element.place) }
        return .set(entries.compactMap(change))
    }

    private func change(_ entry: Entry) -> Change? {
        let reference = PropertyReference(parsing: entry.key)
        guard let property = settable(reference, at: entry.place) else { return nil }
        if entry.value.isBlank { return .clear(reference) }
        guard isPlain(entry, property) else { return nil }
        let value = ValueReader(reading: reading, property: property).value(entry.value)
        if case .number(let number) = value, Self.whole.contains(reference), Int32(exactly: number) == nil {
            reading.error("\(reference) is a whole number", at: entry.value.place)
            return nil
        }
        return value.map { .assign(reference, $0) }
    }

    /// Refuses a value that looks like an addition to the old one, because `set` replaces the value.
    private func isPlain(_ entry: Entry, _ property: PropertyDefinition) -> Bool {
        guard let text = entry.value.scalar?.text else { return true }
        switch property.type {
        case .number where text.hasPrefix("+"):
            reading.error(
                "set: cannot add yet; write \(text.dropFirst()) to make \(entry.key) \(text.dropFirst()), whatever it was",
                at: entry.value.place
            )
        case .texts:
            reading.error(
                "set: cannot add to a list yet; write [\(text)] to make it the only one, or use add_to_list: and in_list:",
                at: entry.value.place
            )
        default: return true
        }
        return false
    }

    private static let whole = ["score", "company.employees"].map(PropertyReference.init(parsing:))

    private func clear(_ element: Element) -> Effect? {
        if element.list?.isEmpty == true { reading.error("clear: names no property", at: element.place) }
        let changes = reading.elements(element).compactMap { element -> Change? in
            guard let name = reading.text(element, "the name of a property") else { return nil }
            let reference = PropertyReference(parsing: name)
            return settable(reference, at: element.place).map { _ in .clear(reference) }
        }
        return .set(changes)
    }

    private func settable(_ reference: PropertyReference, at place: Place) -> PropertyDefinition? {
        guard let property = reading.property(reference, at: place) else { return nil }
        guard reference.subject == .contact, Self.untouchable.contains(reference.name) else { return property }
        reading.error("a workflow cannot change \(reference)", at: place)
        return nil
    }
}
