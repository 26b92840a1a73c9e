import Automation

/// The ids of waits that their author did not name: `wait-3-days`, then `wait-3-days-2` for the next one of that
/// length.
///
/// Waits are alike more often than other steps, and no other part of the file refers to them.
struct WaitNames {
    private var names: [Place: StepID] = [:]
    private var taken: Set<String> = []

    /// Of all steps of a workflow, in the order of the file.
    init(in steps: Element) {
        let all = Self.steps(in: steps)
        taken = Set(all.compactMap { Self.value(of: "id", in: $0)?.scalar?.text })
        for step in all where Self.value(of: "id", in: step) == nil {
            guard let wait = Self.value(of: "wait", in: step)?.scalar else { continue }
            names[step.place] = free(Slug("wait-\(wait.text)").description)
        }
    }

    /// The id of the wait at this position; nil when its author named it.
    subscript(_ place: Place) -> StepID? { names[place] }

    private mutating func free(_ name: String) -> StepID {
        var free = name
        var number = 1
        while !taken.insert(free).inserted {
            number += 1
            free = "\(name)-\(number)"
        }
        return StepID(free)
    }

    /// Every step, each followed by the steps inside it.
    private static func steps(in element: Element) -> [Element] {
        (element.list ?? []).flatMap { step in
            let ways = ["then", "else"].compactMap { value(of: $0, in: step) }
            let branches = value(of: "branches", in: step)?.list ?? []
            let branched = branches.compactMap { value(of: "then", in: $0) }
            return [step] + (branched + ways).flatMap(steps)
        }
    }

    private static func value(of key: String, in step: Element) -> Element? {
        step.entries?.first { $0.key == key }?.value
    }
}
