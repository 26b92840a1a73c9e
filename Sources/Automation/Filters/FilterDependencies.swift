/// Everything that a filter's answer depends on. No other change can affect it.
package struct FilterDependencies: Codable, Hashable, Sendable {
    /// Names of the contact's properties, `lifecycle_stage` among them.
    package var contactProperties: Set<String> = []
    /// Names of the company's properties, without `company.`.
    package var companyProperties: Set<String> = []
    package var lists: Set<String> = []
    package var events: Set<String> = []
    /// Whether the filter counts every event, whatever its name.
    package var anyEvent = false
    package var workflows: Set<String> = []
    /// Segments still to be resolved; empty after `Filter.resolved(with:)`.
    package var segments: Set<String> = []

    package init() {}

    package var needsCompany: Bool { !companyProperties.isEmpty }

    package mutating func formUnion(_ other: FilterDependencies) {
        contactProperties.formUnion(other.contactProperties)
        companyProperties.formUnion(other.companyProperties)
        lists.formUnion(other.lists)
        events.formUnion(other.events)
        anyEvent = anyEvent || other.anyEvent
        workflows.formUnion(other.workflows)
        segments.formUnion(other.segments)
    }
}

extension Filter {
    package var dependencies: FilterDependencies {
        var found = FilterDependencies()
        collectDependencies(into: &found)
        return found
    }

    private func collectDependencies(into found: inout FilterDependencies) {
        switch self {
        case .all, .any, .not: for part in parts { part.collectDependencies(into: &found) }
        case .property(let test):
            found.insert(test.property)
            if test.comparison.needsCalendar { found.insert(.timeZone) }
        case .stage: found.insert(.lifecycleStage)
        case .inList(let name): found.lists.insert(name)
        case .segment(let name): found.segments.insert(name)
        case .inWorkflow(let name): found.workflows.insert(name)
        case .event(let test):
            found.insert(event: test.name)
            if test.needsCalendar { found.insert(.timeZone) }
        }
    }
}

extension FilterDependencies {
    package mutating func insert(_ property: PropertyReference) {
        switch property.subject {
        case .contact: contactProperties.insert(property.name)
        case .company: companyProperties.insert(property.name)
        }
    }

    fileprivate mutating func insert(event name: String?) {
        if let name { events.insert(name) } else { anyEvent = true }
    }
}
