import Automation

/// Tells occurrences from conditions.
extension TriggerReader {
    /// Everything that must hold together, with nested `all:` flattened.
    func conjuncts(of element: Element) -> [Entry] {
        switch element.content {
        case .scalar(let scalar): [Entry(key: scalar.text, place: element.place, value: element)]
        case .list(let list): list.flatMap(conjuncts)
        case .block(let entries): entries.flatMap { $0.key == "all" ? conjuncts(of: $0.value) : [$0] }
        }
    }

    /// The members of `any:`. A block gives one for each key.
    func members(of element: Element) -> [Element] {
        let keys = element.entries?.map { Element(place: $0.place, content: .block([$0])) }
        return element.list ?? keys ?? [element]
    }

    /// Whether the entry is an occurrence. `any:` is one when each of its members is.
    func happens(_ entry: Entry) -> Bool {
        if Self.ownKeys.contains(entry.key) { return true }
        if entry.key == "any" {
            return !members(of: entry.value).isEmpty && members(of: entry.value).allSatisfy(happens)
        }
        guard EventReader.keys.contains(entry.key) else { return false }
        let keys = entry.value.entries?.map(\.key) ?? []
        return !keys.contains { EventReader.pastKeys.contains($0) }
    }

    func happens(_ element: Element) -> Bool {
        let parts = conjuncts(of: element)
        return parts.count == 1 && happens(parts[0])
    }

    /// Whether `any:` has members of both kinds.
    func isMixed(_ entry: Entry) -> Bool {
        entry.key == "any" && !happens(entry) && members(of: entry.value).flatMap(conjuncts).contains(where: happens)
    }

    func refuse(mixed either: Entry) -> Enrolling {
        reading.error(
            "any: mixes what happens with what is so; write each that enrolls as a member of a list, when: [{…}, {…}], and "
                + "what must also hold under and:",
            at: either.place
        )
        return Enrolling([])
    }

    func refuse(_ happening: Entry, and other: Entry) -> Enrolling {
        reading.error(
            "\"\(happening.key)\" and \"\(other.key)\" do not happen at the same moment; let one enroll, and ask for the "
                + "other under and:",
            at: other.place
        )
        return Enrolling([])
    }

    func refuse(_ happening: Entry, beside condition: Entry) {
        let advice = happening.key == "joins_segment" ? "write segment: instead, and whoever" : "leave it out: whoever"
        reading.error(
            "\"\(happening.key)\" takes no condition; \(advice) starts to match all of this enrolls, new contacts too",
            at: condition.place
        )
    }
}
