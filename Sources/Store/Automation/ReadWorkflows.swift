package import Automation
package import Foundation
package import Postgres

/// A workflow as it was applied.
package struct AppliedWorkflow: Sendable {
    package let id: WorkflowVersion
    package let state: String
    package let definition: Workflow
    /// The goals and exclusions of earlier versions: an enrolled contact keeps its version in every respect.
    package let earlierFilters: [Filter]
}

/// All workflows, including those that are off, each with the version that new enrollments follow.
package struct ReadCurrentWorkflows: Statement {
    package init() {}

    package static let sql = """
        SELECT workflow.name, workflow.version, workflow.state, applied.definition,
               (
                   SELECT coalesce(jsonb_agg(DISTINCT filter), '[]')
                   FROM automation.workflow_versions AS earlier
                   CROSS JOIN LATERAL (VALUES
                       (earlier.definition -> 'goal'), (earlier.definition #> '{enroll,unless}')) AS asked (filter)
                   WHERE earlier.workflow = workflow.name AND earlier.version < workflow.version
                     AND jsonb_typeof(filter) = 'object') AS earlier_filters
        FROM automation.workflows AS workflow
        JOIN automation.workflow_versions AS applied ON applied.workflow = workflow.name AND applied.version = workflow.version
        ORDER BY workflow.name
        """
    package static func read(_ row: borrowing Row) throws -> AppliedWorkflow {
        AppliedWorkflow(
            id: WorkflowVersion(try row.text("name"), try row.int("version")),
            state: try row.text("state"),
            definition: try row.decode(Workflow.self, "definition"),
            earlierFilters: try row.decode([Filter].self, "earlier_filters")
        )
    }
}

/// One version of one workflow.
package struct ReadWorkflowVersion: Statement {
    package let id: WorkflowVersion

    package init(_ id: WorkflowVersion) { self.id = id }

    package static let sql = "SELECT definition FROM automation.workflow_versions WHERE workflow = $1 AND version = $2"
    package var parameters: [Parameter] { [.text(id.name), .int(id.version)] }
    package static func read(_ row: borrowing Row) throws -> Workflow { try row.decode(Workflow.self, "definition") }
}

/// The edition of the workflows, which changes with them. A process that has read this edition need not read it again.
package struct ReadEdition: Statement {
    package init() {}

    package static let sql = "SELECT edition FROM automation.edition"
    package static func read(_ row: borrowing Row) throws -> UUID { try row.uuid("edition") }
}

/// The present by the engine's clock.
package struct ReadClock: Statement {
    package init() {}
    package static let sql = "SELECT clock.now() AS now"
    package static func read(_ row: borrowing Row) throws -> Date { try row.timestamp("now") }
}

/// How many contacts are enrolled in each workflow.
package struct CountActive: Statement {
    package init() {}
    package static let sql = """
        SELECT workflow, count(*) AS count FROM automation.enrollments WHERE state = 'active' GROUP BY workflow
        """
    package static func read(_ row: borrowing Row) throws -> (workflow: String, count: Int) {
        (try row.text("workflow"), try row.int("count"))
    }
}

package struct ReadCurrentEmails: Statement {
    package init() {}
    package static let sql = "SELECT name, definition FROM messaging.emails WHERE current ORDER BY name"
    package static func read(_ row: borrowing Row) throws -> (name: String, definition: EmailDefinition) {
        (try row.text("name"), try row.decode(EmailDefinition.self, "definition"))
    }
}

package struct ReadSegments: Statement {
    package init() {}
    package static let sql = "SELECT name, definition FROM automation.segments ORDER BY name"
    package static func read(_ row: borrowing Row) throws -> (name: String, definition: Filter) {
        (try row.text("name"), try row.decode(Filter.self, "definition"))
    }
}
