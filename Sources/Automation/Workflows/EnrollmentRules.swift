/// Who is enrolled in a workflow, when, and how often.
package struct EnrollmentRules: Codable, Hashable, Sendable {
    /// Whether somebody who has been through may come back.
    package enum Again: Hashable, Sendable {
        case never
        case always
        /// Once this much time has passed since the end of the last enrollment.
        case after(Delay)
    }

    /// Any one of these enrolls.
    package var triggers: [Trigger]
    /// Must also hold when an event or a list trigger fires, for the contact as it is then.
    package var condition: Filter?
    /// Refuses whoever matches when a trigger fires.
    package var unless: Filter?
    package var again: Again
    /// Whether those who match already are enrolled when the workflow is activated.
    package var existing: Bool
    /// What an event does to a contact who is inside already.
    package var whileActive: WhileActive

    package enum WhileActive: String, CaseIterable, Codable, Hashable, Sendable {
        /// Nothing; the refusal is recorded.
        case ignore
        /// Ends the walk, and begins it anew.
        case restart
        /// Begins another walk beside it: one per occurrence of the event.
        case startAnother = "start another"
    }

    /// What happens to a contact who begins to match because two contacts were merged.
    package var onMerge: OnMerge

    package enum OnMerge: String, CaseIterable, Codable, Hashable, Sendable {
        case doNotEnroll = "do not enroll"
        case enroll
    }

    package init(
        _ triggers: [Trigger] = [.manual],
        and condition: Filter? = nil,
        unless: Filter? = nil,
        again: Again = .never,
        existing: Bool = false,
        whileActive: WhileActive = .ignore,
        onMerge: OnMerge = .doNotEnroll
    ) {
        self.triggers = triggers
        self.condition = condition
        self.unless = unless
        self.again = again
        self.existing = existing
        self.whileActive = whileActive
        self.onMerge = onMerge
    }

    /// The filters that enroll by their edge, in order.
    package var filters: [Filter] {
        triggers.compactMap { if case .filter(let filter) = $0 { filter } else { nil } }
    }

    private enum CodingKeys: String, CodingKey {
        case triggers
        case condition = "and"
        case unless, again, existing
        case whileActive = "while_active"
        case onMerge = "on_merge"
    }
}

/// In JSON the words of the files: `"never"`, `"always"`, `"after 30 days"`.
extension EnrollmentRules.Again: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        switch text {
        case "never": self = .never
        case "always": self = .always
        default: self = .after(try Delay(parsing: String(text.trimmingPrefix("after "))))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(description)
    }
}

extension EnrollmentRules.Again: CustomStringConvertible {
    package var description: String {
        switch self {
        case .never: "never"
        case .always: "always"
        case .after(let delay): "after \(delay)"
        }
    }
}
