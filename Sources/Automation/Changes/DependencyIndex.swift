/// Finds the workflows that ask about a change, so that the other workflows need not look.
///
/// It may name a workflow that finds nothing to do, but it never omits one that would react.
package struct DependencyIndex: Sendable {
    private var askers: [Matter: [Int]] = [:]
    private var places: [String: Int] = [:]
    /// Events for which at least one workflow asks about only some occurrences.
    private var selected: Set<String> = []

    /// - Parameters:
    ///   - workflows: with their segments resolved; each is known by its position.
    ///   - earlier: at the same positions, the filters of earlier versions that can still end an enrollment.
    package init(_ workflows: [Workflow], earlier: [[Filter]] = []) {
        for (place, workflow) in workflows.enumerated() {
            places[workflow.name] = place
            let filters = earlier.indices.contains(place) ? earlier[place] : []
            for matter in workflow.matters(with: filters) {
                askers[matter, default: []].append(place)
                if case .occurrence(let event, _, _) = matter { selected.insert(event) }
            }
        }
    }

    /// The positions of the workflows that must look.
    package func asking(about change: WhatChanged) -> Set<Int> {
        let asking = change.matters(looksInside: selected.contains).reduce(into: Set()) { found, matter in
            found.formUnion(askers[matter] ?? [])
        }
        guard let workflow = change.workflow else { return asking }
        return asking.intersection(places[workflow].map { [$0] } ?? [])
    }
}
