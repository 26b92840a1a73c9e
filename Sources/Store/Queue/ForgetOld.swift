package import Postgres

/// What is kept for a span of its own. The tables of each: `queue.parents` and `automation.place_of()`.
package enum RetentionCategory: String, CaseIterable, Sendable {
    case jobs, events, history, messages
    case messageIDs = "message_ids"
    case refused, deliveries, enrollments, stages
}

/// Drops the oldest leaf, or batch of rows, of a category that is older than it is kept; answers what went, or nil: call
/// it until then.
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

/// The same, done by an operator, who says why.
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
