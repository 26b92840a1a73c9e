package import Automation
package import Foundation
package import Postgres

/// An enrollment that is locked in order to be advanced.
package struct HeldEnrollment: Sendable {
    package let id: EnrollmentID
    package let contact: ContactID
    package let job: Int64
    package let workflow: WorkflowVersion
    package let step: StepID?
    package let stepsTaken: Int
    package let enrolledAt: Date
    /// The contact's zone by name; nil when unknown.
    package let zone: String?
    /// Since when its workflow is paused; nil when it is not.
    package let pausedSince: Date?
}

/// The name and number of one version of a workflow.
package struct WorkflowVersion: Hashable, Sendable {
    package let name: String
    package let version: Int

    package init(_ name: String, _ version: Int) { (self.name, self.version) = (name, version) }
}

/// Locks the active enrollments whose current job is one of these. A job returns no row if its enrollment has moved on
/// or ended.
package struct HoldEnrollments: Statement {
    package let jobs: [Int64]

    package init(ofJobs jobs: [Int64]) { self.jobs = jobs }

    package static let sql = "SELECT * FROM automation.hold($1)"
    package var parameters: [Parameter] { [.integers(jobs)] }
    package static func read(_ row: borrowing Row) throws -> HeldEnrollment {
        HeldEnrollment(
            id: EnrollmentID(rawValue: try row.integer("id")),
            contact: ContactID(rawValue: try row.integer("contact_id")),
            job: try row.integer("job_id"),
            workflow: WorkflowVersion(try row.text("workflow"), try row.int("version")),
            step: try row.optionalText("step").map { StepID($0) },
            stepsTaken: try row.int("steps_taken"),
            enrolledAt: try row.timestamp("enrolled_at"),
            zone: try row.optionalText("time_zone"),
            pausedSince: try row.optionalTimestamp("paused_since")
        )
    }
}
