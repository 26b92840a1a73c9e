package import Foundation

/// The facts about one contact on its arrival at a step.
package struct Facts: Hashable, Sendable {
    /// The moment of arrival, by the database's clock.
    package var now: Date
    /// When a wait begins: at the enrollment for the first step, else at the arrival.
    package var since: Date
    /// For a branch: whether each arm's filter matches, in the order of the arms.
    package var matches: [Bool]
    /// The contact's own zone, when it is known and real.
    package var contactZone: TimeZone?
    package var workspaceZone: TimeZone

    package init(
        now: Date,
        since: Date? = nil,
        matches: [Bool] = [],
        contactZone: TimeZone? = nil,
        workspaceZone: TimeZone
    ) {
        self.now = now
        self.since = since ?? now
        self.matches = matches
        self.contactZone = contactZone
        self.workspaceZone = workspaceZone
    }
}
