import Automation

/// Reads `when:`. An occurrence enrolls each time; any other condition enrolls when it begins to hold.
struct TriggerReader {
    /// The triggers, and the condition that must also hold at that moment.
    struct Enrolling {
        var triggers: [Trigger]
        var condition: Filter?

        init(_ triggers: [Trigger], and condition: Filter? = nil) {
            (self.triggers, self.condition) = (triggers, condition)
        }
    }

    let reading: Reading

    static let ownKeys = ["joins_list", "joins_segment", "contact_created", "manual"]

    func enrolling(_ element: Element) -> Enrolling {
        switch element.content {
        case .scalar(let scalar) where scalar.text == "manual": Enrolling([.manual])
        case .scalar: refuse(element)
        case .list(let list) where list.isEmpty: refuse(element)
        case .list(let list) where list.count == 1: enrolling(list[0])
        case .list(let list): Enrolling(list.flatMap(alternative))
        case .block: block(element)
        }
    }

    private func refuse(_ element: Element) -> Enrolling {
        reading.error(
            "expected what enrolls, such as {form_submitted: ebook}, found \(element.kind)",
            at: element.place
        )
        return Enrolling([])
    }

    /// One of several alternatives. A condition here is refused, because it would belong to all of them.
    private func alternative(_ element: Element) -> [Trigger] {
        let enrolling = enrolling(element)
        if enrolling.condition != nil {
            reading.error(
                "a condition beside one of several that enroll; put it under and:, where it holds for all of them, or make "
                    + "two workflows",
                at: element.place
            )
        }
        return enrolling.triggers
    }

    private func block(_ element: Element) -> Enrolling {
        let parts = conjuncts(of: element)
        let happenings = parts.filter(happens)
        if let either = parts.first(where: isMixed) { return refuse(mixed: either) }
        guard let happening = happenings.first else {
            return Enrolling(FilterReader(reading: reading).filter(element).map { [.filter($0)] } ?? [])
        }
        guard happenings.count == 1 else { return refuse(happening, and: happenings[1]) }
        let filters = FilterReader(reading: reading)
        let conditions = parts.filter { !happens($0) }
        let condition = filters.checked(filters.joined(conditions.compactMap(filters.condition)), at: element.place)
        let triggers = triggers(of: happening)
        if let other = conditions.first, !triggers.allSatisfy(\.canHaveCondition) {
            refuse(happening, beside: other)
        }
        return Enrolling(triggers, and: condition)
    }

    private func triggers(of happening: Entry) -> [Trigger] {
        guard happening.key == "any" else { return trigger(happening).map { [$0] } ?? [] }
        return members(of: happening.value).flatMap(conjuncts).flatMap(triggers)
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

extension Trigger {
    fileprivate var canHaveCondition: Bool {
        switch self {
        case .event, .listJoined: true
        case .filter, .manual: false
        }
    }
}
