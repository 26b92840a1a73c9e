package import Automation
package import Postgres

/// The step at which an enrollment rests now, and the job that will advance it.
package struct Place: Sendable {
    package let enrollment: EnrollmentID
    package let step: StepID?
    package let job: Int64
    package let stepsTaken: Int

    package init(_ enrollment: EnrollmentID, at step: StepID?, job: Int64, stepsTaken: Int) {
        (self.enrollment, self.step, self.job, self.stepsTaken) = (enrollment, step, job, stepsTaken)
    }
}

package struct SettleEnrollments: Statement {
    package let places: [Place]

    package init(_ places: [Place]) { self.places = places }

    package static let sql = "SELECT automation.settle($1, $2, $3, $4)"
    package var parameters: [Parameter] {
        [
            .integers(places.map(\.enrollment.rawValue)), .texts(places.map { $0.step?.rawValue }),
            .integers(places.map(\.job)), .ints(places.map(\.stepsTaken)),
        ]
    }
    package static func read(_ row: borrowing Row) throws {}
}

/// Requests that the enrollments of jobs that have just been given up end as failed, each with its reason. Lists as
/// doubtful what those jobs may have sent.
package struct GiveUpJobs: Statement {
    package let jobs: [(id: Int64, reason: String)]

    package init(_ jobs: [(id: Int64, reason: String)]) { self.jobs = jobs }

    package static let sql = "SELECT automation.give_up($1, $2)"
    package var parameters: [Parameter] { [.integers(jobs.map(\.id)), .texts(jobs.map(\.reason))] }
    package static func read(_ row: borrowing Row) throws {}
}

/// Ends enrollments, each with its reason and the step at which it ends (nil: after the last one), and withdraws their
/// due work. Returns those that were active.
package struct LeaveWorkflow: Statement {
    package typealias Leaving = (id: EnrollmentID, reason: String, step: StepID?)

    package let leaving: [Leaving]

    package init(_ leaving: [Leaving]) { self.leaving = leaving }

    package static let sql = "SELECT id FROM automation.leave($1, $2, $3)"
    package var parameters: [Parameter] {
        [
            .integers(leaving.map(\.id.rawValue)), .texts(leaving.map(\.reason)),
            .texts(leaving.map { $0.step?.rawValue }),
        ]
    }
    package static func read(_ row: borrowing Row) throws -> EnrollmentID {
        EnrollmentID(rawValue: try row.integer("id"))
    }
}
