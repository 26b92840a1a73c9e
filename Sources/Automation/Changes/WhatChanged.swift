/// A change to a contact, with everything that decides which workflows must look again.
package struct WhatChanged: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case created, updated, event, company, asked, walk, time, merged, consent
        case listJoined = "list_joined"
        case listLeft = "list_left"
    }

    package let kind: Kind
    /// Columns and properties, the list, the event's name, or the workflows concerned.
    package let names: [String]
    /// The event's own data, or the request (JSON).
    package let data: String?
    /// The only workflow that reacts; nil: all of them.
    package let workflow: String?

    package init(_ kind: Kind, _ names: [String], data: String? = nil, for workflow: String? = nil) {
        (self.kind, self.names, self.data, self.workflow) = (kind, names, data, workflow)
    }
}

extension WhatChanged {
    /// Whether the change can alter the answer of a filter with these dependencies.
    ///
    /// - Parameter clock: the filter's workflow, if time alone can change the answer.
    package func affects(_ dependencies: FilterDependencies, _ clock: String?) -> Bool {
        switch kind {
        case .created, .merged: true
        case .updated:
            names.contains(where: dependencies.contactProperties.contains)
                || (dependencies.needsCompany && names.contains("company"))
        case .company: names.map(\.withoutCompany).contains(where: dependencies.companyProperties.contains)
        case .event: dependencies.anyEvent || names.contains(where: dependencies.events.contains)
        case .listJoined, .listLeft: names.contains(where: dependencies.lists.contains)
        case .walk: names.contains(where: dependencies.workflows.contains)
        case .time: clock.map(names.contains) ?? false
        case .asked, .consent: false
        }
    }
}

extension String {
    /// `company.employees` → `employees`
    var withoutCompany: String { String(trimmingPrefix("company.")) }
}
