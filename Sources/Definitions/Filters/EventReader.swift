import Automation

/// Reads a question about events: `event:` in full, or one of the short spellings.
struct EventReader {
    let reading: Reading
    var origin: EventTest.Origin = .ever

    static let keys = ["event"] + KnownEvent.all.map(\.key)

    /// Keys that ask how often or since when. They make the question one about the past, not about one occurrence.
    static let pastKeys = ["count", "within", "since"]

    func test(_ entry: Entry) -> EventTest? {
        guard let known = KnownEvent.named(entry.key) else { return spelledOut(entry.value) }
        return known.isAboutEmail
            ? test(known, entry.value, since: origin)
            : test(known, entry.value, since: .ever)
    }

    /// `event: demo_booked`, or `event: {name: …, where: …, count: …}`.
    private func spelledOut(_ element: Element) -> EventTest? {
        if element.entries == nil { return name(element).map { EventTest($0) } }
        let keys = ["name", "any", "where"] + Self.pastKeys
        guard let block = reading.block(element, "an event", keys: keys) else { return nil }
        let isAny = block["any"].flatMap(reading.boolean) ?? false
        let name = block["name"].flatMap(name)
        if isAny == (block["name"] != nil) {
            reading.error("say which event with name:, or any: yes for all of them", at: element.place)
        }
        var test = EventTest(name, where: fields(block["where"]))
        readPast(block, into: &test)
        return test
    }

    /// An event may have any name. A name that is nearly that of a recorded event gets a warning.
    private func name(_ element: Element) -> String? {
        guard let name = reading.literal(element, "the name of an event") else { return nil }
        if let hint = KnownEvent.hint(for: name) { reading.warn(hint, at: element.place) }
        return name
    }

    private func test(_ known: KnownEvent, _ element: Element, since: EventTest.Origin) -> EventTest? {
        var test = EventTest(known.event, since: since)
        guard element.entries != nil else {
            test.fields = shortFields(known, element)
            return test
        }
        let keys = known.fields + ["where"] + Self.pastKeys
        guard let block = reading.block(element, "what to look for", keys: keys) else { return nil }
        let named = block.entries.filter { known.fields.contains($0.key) }
        test.fields = named.flatMap { field($0, of: known) } + fields(block["where"])
        readPast(block, into: &test)
        return test
    }

    /// `form_submitted: ebook`, `[ebook, demo]`, or `any`.
    private func shortFields(_ known: KnownEvent, _ element: Element) -> [FieldTest] {
        if element.scalar?.text == "any" { return [] }
        return field(Entry(key: known.field, place: element.place, value: element), of: known)
    }

    private func field(_ entry: Entry, of known: KnownEvent) -> [FieldTest] {
        if known.isAboutEmail, entry.key == known.field, entry.value.entries == nil {
            for element in reading.elements(entry.value) {
                _ = reading.name(element, of: .email)
            }
        }
        return fields(entry)
    }

    private func fields(_ element: Element?) -> [FieldTest] {
        guard let element else { return [] }
        guard let entries = element.entries, !entries.isEmpty else {
            reading.error("expected fields of the event such as {plan: pro}, found \(element.kind)", at: element.place)
            return []
        }
        return entries.flatMap(fields)
    }

    private func fields(_ entry: Entry) -> [FieldTest] {
        let reader = ComparisonReader(reading: reading, name: entry.key, property: nil)
        guard let comparisons = reader.comparisons(entry.value) else { return [] }
        return comparisons.all.map { FieldTest(entry.key, $0, orUnknown: comparisons.orUnknown) }
    }
}

extension EventReader {
    private static let countKeys = ["at_least", "more_than", "at_most", "fewer_than", "exactly"]

    private func readPast(_ block: Block, into test: inout EventTest) {
        if let count = block["count"].flatMap(count) { test.count = count }
        test.within = block["within"].flatMap(reading.duration)
        if let since = block["since"].flatMap(since) { test.since = since }
    }

    /// `3` for at least three, or a relation: `{exactly: 0}`.
    private func count(_ element: Element) -> EventTest.Count? {
        guard element.entries != nil else {
            return number(element).flatMap { checked(.atLeast($0), at: element.place) }
        }
        guard let block = reading.block(element, "how often, such as {at_least: 2}", keys: Self.countKeys) else {
            return nil
        }
        let bounds = block.entries.filter { Self.countKeys.contains($0.key) }.compactMap(bound)
        guard bounds.count == block.entries.count else { return nil }
        return checked(bounds.reduce(.any) { $0.intersection($1) }, at: element.place)
    }

    private func bound(_ entry: Entry) -> EventTest.Count? {
        guard let number = number(entry.value) else { return nil }
        switch entry.key {
        case "at_least": return .atLeast(number)
        case "more_than": return .moreThan(number)
        case "at_most": return .atMost(number)
        case "fewer_than": return .fewerThan(number)
        default: return .exactly(number)
        }
    }

    /// Refuses a count that every contact meets, or none.
    private func checked(_ count: EventTest.Count, at place: Place) -> EventTest.Count? {
        if count == .any {
            reading.error("everybody has an event at least 0 times; for none write {exactly: 0}", at: place)
        } else if count.isEmpty {
            reading.error("no number of times is all of that", at: place)
        } else {
            return count
        }
        return nil
    }

    private func number(_ element: Element) -> Int? {
        guard let text = reading.text(element, "a number of times") else { return nil }
        if let number = Int(text), (0...1_000_000).contains(number) { return number }
        reading.error("\"\(text)\" is not a number of times", at: element.place)
        return nil
    }

    private func since(_ element: Element) -> EventTest.Origin? {
        guard let text = reading.text(element, "ever or enrollment") else { return nil }
        switch text {
        case "ever": return .ever
        case "enrollment": return sinceEnrollment(at: element.place)
        default:
            let hint = Reading.hint(for: text, among: ["ever", "enrollment"]) ?? "; write ever or enrollment"
            reading.error("\"\(text)\" is not known here\(hint)", at: element.place)
            return nil
        }
    }

    private func sinceEnrollment(at place: Place) -> EventTest.Origin? {
        if origin == .enrollment { return .enrollment }
        reading.error("since: enrollment has a meaning only in the steps and the goal of a workflow", at: place)
        return nil
    }
}
