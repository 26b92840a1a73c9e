/// Leads from a change to the workflows that ask about it. The other workflows need not look.
///
/// It may name a workflow that will find nothing to do, and never leaves one out that would.
package struct DependencyIndex: Sendable {
    private var askers: [Matter: [Int]] = [:]
    private var places: [String: Int] = [:]
    /// The events of which somebody asks for some occurrences only.
    private var selected: Set<String> = []

    /// - Parameters:
    ///   - workflows: with their segments resolved; each is known by its place among them.
    ///   - earlier: at the same places, the filters of earlier versions that may still end a walk.
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

    /// The places of the workflows that have to look.
    package func asking(about change: WhatChanged) -> Set<Int> {
        let asking = change.matters(looksInside: selected.contains).reduce(into: Set()) { found, matter in
            found.formUnion(askers[matter] ?? [])
        }
        guard let workflow = change.workflow else { return asking }
        return asking.intersection(places[workflow].map { [$0] } ?? [])
    }
}
