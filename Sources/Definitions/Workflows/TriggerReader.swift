import Automation

/// Reads `when:`. An event named alone enrolls at each occurrence; any other condition when it starts to hold.
struct TriggerReader {
    let reading: Reading

    private static let ownKeys = ["joins_list", "joins_segment", "contact_created", "manual"]

    func triggers(_ element: Element) -> [Trigger] {
        switch element.content {
        case .scalar(let scalar) where scalar.text == "manual": [.manual]
        case .scalar: refuse(element)
        case .list(let list) where list.isEmpty: refuse(element)
        case .list(let list): list.flatMap(triggers)
        case .block(let entries): triggers(entries, element)
        }
    }

    private func refuse(_ element: Element) -> [Trigger] {
        reading.error(
            "expected what enrolls, such as {form_submitted: ebook}, found \(element.kind)",
            at: element.place
        )
        return []
    }

    private func triggers(_ entries: [Entry], _ element: Element) -> [Trigger] {
        if entries.count == 1, entries[0].key == "any", let list = entries[0].value.list, list.contains(where: isOwn) {
            return list.flatMap(triggers)
        }
        guard let happening = entries.first(where: isOwn) else {
            return FilterReader(reading: reading).filter(element).map { [.filter($0)] } ?? []
        }
        if entries.count > 1 {
            let other = entries.first { $0.key != happening.key } ?? happening
            reading.error(
                "\"\(happening.key)\" happens, \"\(other.key)\" is a condition; move it to and:",
                at: other.place
            )
        }
        return trigger(happening).map { [$0] } ?? []
    }

    /// Whether a member of `any:` is something that happens.
    private func isOwn(_ element: Element) -> Bool { element.entries?.contains(where: isOwn) ?? false }

    /// Whether the key says that something happens, not that something is so.
    private func isOwn(_ entry: Entry) -> Bool {
        if Self.ownKeys.contains(entry.key) { return true }
        guard EventReader.keys.contains(entry.key) else { return false }
        let keys = entry.value.entries?.map(\.key) ?? []
        return !keys.contains { EventReader.pastKeys.contains($0) }
    }

    private func trigger(_ entry: Entry) -> Trigger? {
        switch entry.key {
        case "joins_list": reading.name(entry.value, of: .list).map { .listJoined($0) }
        case "joins_segment": reading.name(entry.value, of: .segment).map { .filter(.segment($0)) }
        case "contact_created": isMeant(entry) ? .filter(.everyone) : nil
        case "manual": isMeant(entry) ? .manual : nil
        default: event(entry)
        }
    }

    private func isMeant(_ entry: Entry) -> Bool {
        guard let answer = reading.boolean(entry.value) else { return false }
        if !answer { reading.error("remove the line, or write \(entry.key): yes", at: entry.place) }
        return answer
    }

    private func event(_ entry: Entry) -> Trigger? {
        guard let test = EventReader(reading: reading).test(entry) else { return nil }
        guard let name = test.name else {
            reading.error("an event that enrolls needs its name:", at: entry.place)
            return nil
        }
        return .event(EventTrigger(name, where: test.fields))
    }
}
