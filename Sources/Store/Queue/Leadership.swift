package import Postgres

/// Takes or renews the lead. Returns the term, or nil if another process leads.
package struct TakeLead: Statement {
    package let role: String
    package let holder: String
    package let lease: Duration

    package init(of role: String, as holder: String, lease: Duration) {
        (self.role, self.holder, self.lease) = (role, holder, lease)
    }

    package static let sql = "SELECT queue.lead($1, $2, $3) AS term"
    package var parameters: [Parameter] { [.text(role), .text(holder), .interval(lease)] }
    package static func read(_ row: borrowing Row) throws -> Int64? { try row.optionalInteger("term") }
}

/// Gives up the lead immediately.
package struct StepDown: Statement {
    package let role: String
    package let holder: String

    package init(from role: String, as holder: String) { (self.role, self.holder) = (role, holder) }

    package static let sql = "SELECT queue.step_down($1, $2)"
    package var parameters: [Parameter] { [.text(role), .text(holder)] }
    package static func read(_ row: borrowing Row) throws {}
}

extension PostgresError {
    /// The verb was refused, because another coordinator leads now.
    package var isTermOver: Bool { sqlstate == "RL001" }
}
