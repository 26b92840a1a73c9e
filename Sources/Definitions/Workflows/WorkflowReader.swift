import Automation

/// Reads one workflow's file.
struct WorkflowReader {
    let reading: Reading

    private static let keys = ["workflow", "description", "enroll", "hours", "goal", "steps", "on_exit"]

    func workflow(_ document: Document) -> Workflow? {
        guard let block = reading.block(document.root, "a workflow", keys: Self.keys) else { return nil }
        reading.requireName(block, .workflow)
        let stepReader = StepReader(reading)
        // A step with a mistake is missing from the graph. Findings about such a graph would only repeat the mistake.
        let workflow = reading.unlessMistaken { self.workflow(document.name, block, stepReader) }
        for flaw in workflow?.flaws ?? [] { warn(of: flaw, stepReader.places, in: block) }
        return workflow
    }

    private func workflow(_ name: String, _ block: Block, _ stepReader: StepReader) -> Workflow {
        Workflow(
            name,
            description: block["description"].flatMap { reading.text($0, "a text") },
            enroll: EnrollReader(reading: reading).rules(block["enroll"]),
            hours: block["hours"].flatMap(WindowReader(reading: reading).window),
            goal: block["goal"].flatMap(FilterReader(reading: reading, origin: .enrollment).filter),
            steps: steps(block, stepReader),
            onExit: block["on_exit"].map(EffectReader(reading: reading).effects) ?? []
        )
    }

    private func steps(_ block: Block, _ reader: StepReader) -> [Step] {
        guard let element = block["steps"] else {
            reading.error("\"steps\" is missing: what happens to a contact?", at: block.place)
            return []
        }
        return reader.steps(element).withoutRepeatedEnds
    }

    private func warn(of flaw: Flaw, _ places: [StepID: Place], in block: Block) {
        switch flaw {
        case .unreachable(let step), .branchWithoutElse(let step), .neverReset(_, let step), .repeatedBranch(let step),
            .notYetSent(_, let step):
            reading.warn(flaw.description, at: places[step] ?? block.place(of: "steps"))
        case .goalOfTrigger:
            reading.warn(flaw.description, at: block.place(of: "goal"))
        case .unlessOfTrigger:
            reading.warn(flaw.description, at: block.place(of: "enroll"))
        case .circle:
            reading.warn(flaw.description, at: block.place)
        }
    }
}

extension [Step] {
    /// The same end written twice counts as one step.
    fileprivate var withoutRepeatedEnds: [Step] {
        var seen: Set<Step> = []
        return filter { step in
            guard case .end = step.action else { return true }
            return seen.insert(step).inserted
        }
    }
}

extension Reading {
    /// A definition must have a name that can stand in a URL, a file name and a psql prompt.
    func requireName(_ block: Block, _ kind: Document.Kind) {
        guard let element = block[kind.rawValue] else {
            error("\"\(kind.rawValue)\" is missing: what is it called?", at: block.place)
            return
        }
        guard let name = text(element, "a name") else { return }
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
        if !isPlain || name.isEmpty || name.count > 100 {
            error("\"\(name)\" is not a name; use letters, digits, \"-\" and \"_\", at most 100", at: element.place)
        }
    }
}
