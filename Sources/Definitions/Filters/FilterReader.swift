import Automation

/// Reads a condition in any of its forms.
struct FilterReader {
    let reading: Reading
    /// The start from which clicks and openings count unless the author says otherwise: the enrollment, inside a
    /// workflow.
    var origin: EventTest.Origin = .ever

    static let keys =
        ["all", "any", "not", "in_list", "segment", "in_workflow", "lifecycle_stage"] + EventReader.keys

    func filter(_ element: Element) -> Filter? {
        checked(part(element), at: element.place)
    }

    /// Warns of a whole condition that no contact can meet.
    func checked(_ filter: Filter?, at place: Place) -> Filter? {
        for contradiction in filter?.contradictions ?? [] { reading.warn(contradiction.description, at: place) }
        return filter
    }

    /// A condition, or a part of one.
    private func part(_ element: Element) -> Filter? {
        switch element.content {
        case .scalar: refuse(element)
        case .list(let list) where !list.isEmpty: joined(list.compactMap(part))
        case .block(let entries) where !entries.isEmpty: joined(entries.compactMap(condition))
        case .list, .block: refuse(element)
        }
    }

    private func refuse(_ element: Element) -> Filter? {
        reading.error("expected a condition such as {country: FR}, found \(element.kind)", at: element.place)
        return nil
    }

    func joined(_ filters: [Filter]) -> Filter? {
        guard let first = filters.first else { return nil }
        return filters.count == 1 ? first : .all(filters)
    }

    /// One key of a condition.
    func condition(_ entry: Entry) -> Filter? {
        switch entry.key {
        case "all": .all(parts(entry.value))
        case "any": .any(parts(entry.value))
        case "not": part(entry.value).map { .not($0) }
        case "in_list": anyOf(entry.value, .list) { .inList($0) }
        case "segment": anyOf(entry.value, .segment) { .segment($0) }
        case "in_workflow": anyOf(entry.value, .workflow) { .inWorkflow($0) }
        case "lifecycle_stage", "contact.lifecycle_stage": StageReader(reading: reading).filter(entry.value)
        case _ where EventReader.keys.contains(entry.key):
            EventReader(reading: reading, origin: origin).test(entry).map { .event($0) }
        default: property(entry)
        }
    }

    /// The members of `all:` or `any:`, each a condition. A block gives one for each key.
    private func parts(_ element: Element) -> [Filter] {
        let parts = element.entries.map { $0.compactMap(condition) } ?? element.list?.compactMap(part)
        guard let parts, element.list?.isEmpty != true, element.entries?.isEmpty != true else {
            reading.error("expected a list of conditions, found \(element.kind)", at: element.place)
            return []
        }
        return parts
    }

    /// One name, or several of which any one is enough.
    private func anyOf(_ element: Element, _ kind: Names.Kind, _ filter: (String) -> Filter) -> Filter? {
        let filters = reading.members(element, "a name").compactMap { reading.name($0, of: kind) }.map(filter)
        return filters.count == 1 ? filters[0] : .any(filters)
    }

    private func property(_ entry: Entry) -> Filter? {
        let reference = PropertyReference(parsing: entry.key)
        guard let property = reading.property(reference, at: entry.place, orOneOf: Self.keys) else { return nil }
        let reader = ComparisonReader(reading: reading, name: entry.key, property: property)
        guard let comparisons = reader.comparisons(entry.value) else { return nil }
        return joined(
            comparisons.all.map { .property(PropertyTest(reference, $0, orUnknown: comparisons.orUnknown)) }
        )
    }
}

extension Reading {
    /// A property that must be known. `alternatives` are other words that could stand here.
    func property(
        _ reference: PropertyReference,
        at place: Place,
        orOneOf alternatives: [String] = []
    ) -> PropertyDefinition? {
        if let property = names.properties[reference] { return property }
        let hint = Self.hint(for: reference.description, among: alternatives + names.properties.names)
        let what = alternatives.isEmpty ? "there is no property" : "there is no condition or property"
        error("\(what) \"\(reference)\"\(hint ?? "; declare it in properties.yaml")", at: place)
        return nil
    }
}
