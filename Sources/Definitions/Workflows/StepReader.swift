import Automation

/// Reads steps as they are written, in nested blocks, into the graph that enrollments follow.
///
/// The branches of a block meet again at the step after it, so steps are read from the last to the first: each step
/// knows the one that follows.
final class StepReader {
    /// The position of each step, for later findings about it.
    private(set) var places: [StepID: Place] = [:]

    private let reading: Reading
    private let filters: FilterReader
    private var waits: WaitNames?
    /// The words of each end, by its id.
    private var ends: [StepID: String] = [:]

    private static let verbs = [
        "send_email", "wait", "if", "branches", "set", "clear", "add_to_list", "remove_from_list", "end",
    ]

    init(_ reading: Reading) {
        self.reading = reading
        filters = FilterReader(reading: reading, origin: .enrollment)
    }

    /// The steps of a workflow, in the order of the file.
    func steps(_ element: Element) -> [Step] {
        guard !element.isBlank, element.list?.isEmpty != true else {
            reading.error("a workflow needs at least one step", at: element.place)
            return []
        }
        waits = WaitNames(in: element)
        let steps = way(element, then: nil).steps
        if steps.count > Workflow.stepsMax {
            reading.error("\(steps.count) steps; a workflow has at most \(Workflow.stepsMax)", at: element.place)
        }
        return steps
    }

    /// A list of steps and the id of its first step. If the list is empty, that is the step after it.
    private func way(_ element: Element, then next: StepID?) -> (steps: [Step], start: StepID?) {
        guard let list = element.list else {
            reading.error(
                "expected a list of steps, each with a \"-\" before it, found \(element.kind)",
                at: element.place
            )
            return ([], next)
        }
        var steps: [Step] = []
        var start = next
        for item in list.reversed() {
            let read = self.read(item, then: start)
            steps = read + steps
            start = read.first?.id ?? start
        }
        return (steps, start)
    }

    /// One step, followed by the steps inside it.
    private func read(_ element: Element, then next: StepID?) -> [Step] {
        if element.scalar?.text == "end" { return end("end", reason: nil, at: element.place) }
        guard let entries = element.entries else { return refuse(element) }
        guard let verb = verb(of: entries, element) else { return [] }
        let allowed = [verb.key, "id"] + Self.companions(of: verb.key)
        guard let block = reading.block(element, "a step", keys: allowed) else { return [] }
        let identity = Identity(block, verb, waits?[element.place], reading)
        switch verb.key {
        case "if":
            let choice = Choice(arms: [block], otherwise: block["else"], none: .go(to: next))
            return steps(of: choice, identity, then: next)
        case "branches":
            let choice = Choice(arms: arms(verb.value), otherwise: block["else"], none: .end)
            return steps(of: choice, identity, then: next)
        case "end":
            let reason = verb.value.isBlank ? nil : reading.literal(verb.value, "the reason, in your words")
            return end(identity.id, reason: reason, at: identity.place)
        default:
            return action(block, verb).map { [step(identity, $0, next: next)] } ?? []
        }
    }

    private func refuse(_ element: Element) -> [Step] {
        let hint = element.scalar.flatMap { Reading.hint(for: $0.text, among: Self.verbs) } ?? ""
        reading.error("expected a step such as {wait: 2 days}, found \(element.kind)\(hint)", at: element.place)
        return []
    }

    /// The only key that names the step's action.
    private func verb(of entries: [Entry], _ element: Element) -> Entry? {
        let verbs = entries.filter { Self.verbs.contains($0.key) }
        if verbs.count > 1 {
            reading.error(
                "one step does one thing; give \"\(verbs[1].key)\" a \"-\" of its own",
                at: verbs[1].place
            )
        }
        guard verbs.isEmpty else { return verbs[0] }
        guard let entry = entries.first(where: { $0.key != "id" }) else {
            reading.error("the step does nothing", at: element.place)
            return nil
        }
        let hint =
            Reading.hint(for: entry.key, among: Self.verbs) ?? "; steps are \(Self.verbs.joined(separator: ", "))"
        reading.error("there is no step \"\(entry.key)\"\(hint)", at: entry.place)
        return nil
    }

    private static func companions(of verb: String) -> [String] {
        switch verb {
        case "send_email": ["if_blocked"]
        case "if": ["then", "else"]
        case "branches": ["else"]
        default: []
        }
    }
}

extension StepReader {
    private func action(_ block: Block, _ verb: Entry) -> Step.Action? {
        switch verb.key {
        case "send_email": sendEmail(block, verb).map { .sendEmail($0) }
        case "wait": reading.duration(verb.value).map { .wait($0) }
        default: EffectReader(reading: reading).effect(verb).map { .perform($0) }
        }
    }

    private func sendEmail(_ block: Block, _ verb: Entry) -> SendEmail? {
        let blocked = block["if_blocked"].flatMap { reading.word($0, as: SendEmail.Blocked.self) } ?? .skip
        return reading.name(verb.value, of: .email).map { SendEmail($0, onBlocked: blocked) }
    }

    /// Ends with the same words are one step, even if they are written several times.
    private func end(_ id: StepID, reason: String?, at place: Place) -> [Step] {
        let words = reason ?? ""
        if ends.updateValue(words, forKey: id) != words { note(id, at: place) }
        return [Step(id, .end(reason: reason))]
    }

    /// A choice as it is written: its questions, and what to do when every answer is no.
    private struct Choice {
        let arms: [Block]
        let otherwise: Element?
        let none: Branch.Otherwise
    }

    private func arms(_ element: Element) -> [Block] {
        guard let list = element.list, !list.isEmpty else {
            reading.error("branches needs a list, each with if: and then:", at: element.place)
            return []
        }
        return list.compactMap { reading.block($0, "a branch with if: and then:", keys: ["if", "then"]) }
    }

    /// A branch and the steps inside it, which lead on to `next`.
    private func steps(of choice: Choice, _ identity: Identity, then next: StepID?) -> [Step] {
        var arms: [Branch.Arm] = []
        var inner: [Step] = []
        for block in choice.arms {
            let way = self.way(of: "then", in: block, then: next)
            inner += way.steps
            if let filter = condition(of: block) { arms.append(Branch.Arm(filter, to: way.start)) }
        }
        let last = choice.otherwise.map { way($0, then: next) }
        let branch = Branch(arms, otherwise: last.map { .go(to: $0.start) } ?? choice.none)
        return [step(identity, .branch(branch), next: next)] + inner + (last?.steps ?? [])
    }

    private func way(of key: String, in block: Block, then next: StepID?) -> (steps: [Step], start: StepID?) {
        guard let element = block[key] else {
            reading.error("\"\(key)\" is missing: what happens then?", at: block.place)
            return ([], next)
        }
        return way(element, then: next)
    }

    private func condition(of block: Block) -> Filter? {
        guard let element = block["if"] else {
            reading.error("\"if\" is missing: when is this branch taken?", at: block.place)
            return nil
        }
        return filters.filter(element)
    }

    private func step(_ identity: Identity, _ action: Step.Action, next: StepID?) -> Step {
        note(identity.id, at: identity.place)
        return Step(identity.id, action, next: next)
    }

    /// Records the position of a step. Two steps of one name are refused, even if no author named them.
    private func note(_ id: StepID, at place: Place) {
        guard let other = places[id] else {
            places[id] = place
            return
        }
        let (first, second) = (min(other.line, place.line), other.line < place.line ? place : other)
        reading.error("another step, in line \(first), is called \"\(id)\" too; name it with id:", at: second)
    }
}
