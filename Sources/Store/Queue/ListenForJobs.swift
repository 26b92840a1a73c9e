package import Postgres

/// Tells the database whether a worker wants notifications about new jobs of a queue. Returns whether it will get them.
package struct ListenForJobs: Statement {
    package let worker: String
    package let queue: String
    package let isWanted: Bool

    package init(_ worker: String, of queue: String, _ isWanted: Bool) {
        (self.worker, self.queue, self.isWanted) = (worker, queue, isWanted)
    }

    /// The channel on which `queue.wake()` announces new jobs.
    package static func channel(of queue: String) -> String { "relance \(queue.prefix(55))" }

    package static let sql = "SELECT queue.listen($1, $2, $3) AS is_told"
    package var parameters: [Parameter] { [.text(worker), .text(queue), .boolean(isWanted)] }
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("is_told") }
}

/// Tells the database whether the leader wants notifications about new work. Returns whether it will get them.
package struct ListenAsLeader: Statement {
    package let term: Int64
    package let isWanted: Bool

    package init(term: Int64, _ isWanted: Bool) { (self.term, self.isWanted) = (term, isWanted) }

    /// The channel that `queue.wake_leader()` uses.
    package static let channel = "relance: leader"

    package static let sql = "SELECT queue.listen_as_leader($1, $2) AS is_told"
    package var parameters: [Parameter] { [.integer(term), .boolean(isWanted)] }
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("is_told") }
}
