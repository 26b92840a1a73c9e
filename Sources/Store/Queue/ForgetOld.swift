package import Postgres

/// Data with a retention span of its own. `queue.parents` and `automation.place_of()` list the tables of each category.
package enum RetentionCategory: String, CaseIterable, Sendable {
    case jobs, events, history, messages
    case messageIDs = "message_ids"
    case refused, deliveries, enrollments, stages
}

/// Drops the oldest leaf, or batch of rows, that is older than its category's retention. Returns what was dropped; call
/// it until it returns nil.
package struct ForgetOld: Statement {
    package let category: RetentionCategory
    package let keep: Duration

    package init(_ category: RetentionCategory, keeping keep: Duration) {
        (self.category, self.keep) = (category, keep)
    }

    package static let sql = "SELECT automation.forget($1, $2) AS gone"
    package var parameters: [Parameter] { [.text(category.rawValue), .interval(keep)] }
    package static func read(_ row: borrowing Row) throws -> String? { try row.optionalText("gone") }
}

/// The same for an operator, who gives a reason.
package struct ForgetNow: Statement {
    package let category: RetentionCategory
    package let keep: Duration
    package let reason: String

    package init(_ category: RetentionCategory, keeping keep: Duration, because reason: String) {
        (self.category, self.keep, self.reason) = (category, keep, reason)
    }

    package static let sql = "SELECT automation.forget_now($1, $2, $3) AS gone"
    package var parameters: [Parameter] { [.text(category.rawValue), .interval(keep), .text(reason)] }
    package static func read(_ row: borrowing Row) throws -> String? { try row.optionalText("gone") }
}
