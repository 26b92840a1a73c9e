package import Postgres

/// A job that was taken back from a worker that no longer beats.
package struct RescuedJob: Sendable {
    package let job: Int64
    /// It has killed three workers and is given up.
    package let isDead: Bool
    package let payload: String
}

/// Takes jobs back from workers whose heartbeat expired.
package struct RescueJobs: Statement {
    package let term: Int64
    /// The same as the workers' own.
    package let expiry: Duration

    package init(term: Int64, expiry: Duration) { (self.term, self.expiry) = (term, expiry) }

    package static let sql = "SELECT * FROM queue.rescue($1, $2)"
    package var parameters: [Parameter] { [.integer(term), .interval(expiry)] }
    package static func read(_ row: borrowing Row) throws -> RescuedJob {
        RescuedJob(
            job: try row.integer("id"),
            isDead: try row.text("answer") == "dead",
            payload: try row.json("payload")
        )
    }
}
