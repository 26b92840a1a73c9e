package import Postgres

/// The results of a workflow so far.
package struct WorkflowResult: Sendable, Hashable {
    package let workflow: String
    package let enrolled: Int
    package let sent: Int
    /// How many contacts left for which reason, most frequent first: `35 completed, 2 ended`.
    package let endings: String
}

package struct ReadWorkflowResults: Statement {
    package init() {}

    package static let sql = """
        SELECT workflow.name AS workflow, coalesce(sum(walk.count), 0)::bigint AS enrolled,
               (SELECT count(*) FROM messaging.deliveries AS delivery
                WHERE delivery.workflow = workflow.name AND delivery.state = 'sent') AS sent,
               coalesce(string_agg(format('%s %s', walk.count, walk.reason), ', '
                                   ORDER BY walk.count DESC, walk.reason), '') AS endings
        FROM automation.workflows AS workflow
        LEFT JOIN (
            SELECT workflow, coalesce(end_reason, 'still inside') AS reason, count(*) AS count
            FROM automation.enrollments
            GROUP BY workflow, reason
        ) AS walk ON walk.workflow = workflow.name
        GROUP BY workflow.name
        ORDER BY workflow.name
        """

    package static func read(_ row: borrowing Row) throws -> WorkflowResult {
        WorkflowResult(
            workflow: try row.text("workflow"),
            enrolled: try row.int("enrolled"),
            sent: try row.int("sent"),
            endings: try row.text("endings")
        )
    }
}

/// The result of an audit of the database.
package struct Audit: Sendable, Hashable {
    package let sent: Int
    package let doubtful: Int
    /// The violations that `check_invariants()` found.
    package let violations: [String]
}

package struct ReadAudit: Statement {
    package init() {}

    package static let sql = """
        SELECT (SELECT count(*) FROM messaging.deliveries WHERE state = 'sent') AS sent,
               (SELECT count(*) FROM messaging.doubtful) AS doubtful,
               ARRAY(SELECT invariant || ': ' || subject FROM check_invariants()) AS violations
        """

    package static func read(_ row: borrowing Row) throws -> Audit {
        Audit(sent: try row.int("sent"), doubtful: try row.int("doubtful"), violations: try row.texts("violations"))
    }
}

/// Whether no change is left to react to and no contact is enrolled in any workflow.
package struct IsAtRest: Statement {
    package init() {}

    package static let sql = """
        SELECT NOT EXISTS (SELECT FROM crm.changes)
               AND NOT EXISTS (SELECT FROM automation.enrollments WHERE state = 'active') AS is_at_rest
        """

    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("is_at_rest") }
}
