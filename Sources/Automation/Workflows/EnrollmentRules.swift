/// Which contacts a workflow enrolls, when, and how often.
package struct EnrollmentRules: Codable, Hashable, Sendable {
    /// Whether a contact may enroll again after an earlier enrollment.
    package enum Again: Hashable, Sendable {
        case never
        case always
        /// Once this much time has passed since the end of the last enrollment.
        case after(Delay)
    }

    /// Each of these enrolls on its own.
    package var triggers: [Trigger]
    /// When an event or a list trigger fires, this must also hold for the contact at that moment.
    package var condition: Filter?
    /// A contact who matches this when a trigger fires is refused.
    package var unless: Filter?
    package var again: Again
    /// Whether activating the workflow enrolls contacts who already match.
    package var existing: Bool
    /// What an event does to a contact who is already enrolled.
    package var whileActive: WhileActive

    package enum WhileActive: String, CaseIterable, Codable, Hashable, Sendable {
        /// Nothing; the refusal is recorded.
        case ignore
        /// Ends the enrollment and begins a new one.
        case restart
        /// Begins another enrollment beside it: one per occurrence of the event.
        case startAnother = "start another"
    }

    /// What happens when a contact begins to match because two contacts were merged.
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

    /// The filters that enroll a contact who begins to match, in order.
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

/// In JSON, the words of the files: `"never"`, `"always"`, `"after 30 days"`.
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
