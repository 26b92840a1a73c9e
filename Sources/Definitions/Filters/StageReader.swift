import Automation

/// Reads a question about the lifecycle stage: `customer`, `[lead, mql]`, `{at_least: mql}`.
struct StageReader {
    let reading: Reading

    private static let keys =
        StageTest.Relation.allCases.map(\.rawValue) + ["one_of", "none_of", "known", "unknown", "or_unknown"]

    func filter(_ element: Element) -> Filter? {
        switch element.content {
        case .scalar: stage(element).map { .stage(StageTest(.equals, $0)) }
        case .list: oneOf(element, orUnknown: false)
        case .block: block(element)
        }
    }

    private func block(_ element: Element) -> Filter? {
        guard let block = reading.block(element, "a stage", keys: Self.keys) else { return nil }
        let orUnknown = block["or_unknown"].flatMap(reading.boolean) ?? false
        if block.entries.allSatisfy({ $0.key == "or_unknown" }) {
            reading.error("the stage is compared with nothing; write for example {at_least: mql}", at: element.place)
        }
        let filters = block.entries.compactMap { filter($0, orUnknown: orUnknown) }
        return filters.count == 1 ? filters[0] : .all(filters)
    }

    private func filter(_ entry: Entry, orUnknown: Bool) -> Filter? {
        if let relation = StageTest.Relation(rawValue: entry.key) {
            return stage(entry.value).map { .stage(StageTest(relation, $0, orUnknown: orUnknown)) }
        }
        switch entry.key {
        case "one_of": return oneOf(entry.value, orUnknown: orUnknown)
        case "none_of": return noneOf(entry.value, orUnknown: orUnknown)
        case "known": return reading.boolean(entry.value).map { known($0) }
        case "unknown": return reading.boolean(entry.value).map { known(!$0) }
        default: return nil
        }
    }

    private func oneOf(_ element: Element, orUnknown: Bool) -> Filter? {
        .any(
            reading.members(element, "lifecycle stages").compactMap(stage).map {
                .stage(StageTest(.equals, $0, orUnknown: orUnknown))
            }
        )
    }

    private func noneOf(_ element: Element, orUnknown: Bool) -> Filter? {
        .all(
            reading.members(element, "lifecycle stages").compactMap(stage).map {
                .stage(StageTest(.notEquals, $0, orUnknown: orUnknown))
            }
        )
    }

    private func known(_ isKnown: Bool) -> Filter {
        .property(PropertyTest(.lifecycleStage, isKnown ? .known : .unknown))
    }

    private func stage(_ element: Element) -> LifecycleStage? {
        guard let text = reading.text(element, "a lifecycle stage") else { return nil }
        if let stage = LifecycleStage(parsing: text) { return stage }
        let words = LifecycleStage.allCases.map(\.rawValue)
        let hint = Reading.hint(for: text, among: words) ?? "; write one of \(words.joined(separator: ", "))"
        reading.error("\"\(text)\" is not a lifecycle stage\(hint)", at: element.place)
        return nil
    }
}
