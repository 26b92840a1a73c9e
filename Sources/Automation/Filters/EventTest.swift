/// A question about a contact's events: how often one happened, with which data, since when.
package struct EventTest: Codable, Hashable, Sendable {
    /// Events caused by machines: link scanners and prefetchers. They count only when a test asks for them by name.
    package static let machines = ["email_click_scanned", "email_open_scanned"]

    /// The moment from which occurrences count.
    package enum Origin: String, Codable, Hashable, Sendable {
        case ever
        /// The start of the enrollment that asks. Only a workflow's branches and goal can use it.
        case enrollment
    }

    /// The event's name; nil: any event that people cause.
    package var name: String?
    /// Tests of the event's own data; all must hold.
    package var fields: [FieldTest]
    package var count: Count
    /// Only occurrences this recent.
    package var within: Delay?
    package var since: Origin

    package init(
        _ name: String?,
        where fields: [FieldTest] = [],
        count: Count = .atLeast(1),
        within: Delay? = nil,
        since: Origin = .ever
    ) {
        self.name = name
        self.fields = fields
        self.count = count
        self.within = within
        self.since = since
    }

    /// Whether the answer depends on when the contact's days begin.
    package var needsCalendar: Bool {
        (within.map { !$0.unit.isDuration } ?? false) || fields.contains { $0.comparison.needsCalendar }
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case fields = "where"
        case count, within, since
    }
}
