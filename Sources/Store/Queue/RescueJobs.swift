package import Postgres

/// A job that was taken back from a worker that no longer beats.
package struct RescuedJob: Sendable {
    package let job: Int64
    /// The job has killed three workers and is given up.
    package let isDead: Bool
    package let payload: String
}

/// Takes jobs back from workers whose heartbeat expired.
package struct RescueJobs: Statement {
    package let term: Int64
    /// The same expiry as the workers use.
    package let expiry: Duration
    /// Also takes back jobs past their deadline and jobs of unknown workers. This reads all leases.
    package let isThorough: Bool

    package init(term: Int64, expiry: Duration, isThorough: Bool = true) {
        (self.term, self.expiry, self.isThorough) = (term, expiry, isThorough)
    }

    package static let sql = "SELECT * FROM queue.rescue($1, $2, thorough => $3)"
    package var parameters: [Parameter] { [.integer(term), .interval(expiry), .boolean(isThorough)] }
    package static func read(_ row: borrowing Row) throws -> RescuedJob {
        RescuedJob(
            job: try row.integer("id"),
            isDead: try row.text("answer") == "dead",
            payload: try row.json("payload")
        )
    }
}
