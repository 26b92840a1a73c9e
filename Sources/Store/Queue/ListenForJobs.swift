package import Postgres

/// A worker wants to be told of new jobs of a queue, or no longer; answers whether it will be.
package struct ListenForJobs: Statement {
    package let worker: String
    package let queue: String
    package let isWanted: Bool

    package init(_ worker: String, of queue: String, _ isWanted: Bool) {
        (self.worker, self.queue, self.isWanted) = (worker, queue, isWanted)
    }

    /// Where `queue.wake()` tells of new jobs.
    package static func channel(of queue: String) -> String { "relance \(queue.prefix(55))" }

    package static let sql = "SELECT queue.listen($1, $2, $3) AS is_told"
    package var parameters: [Parameter] { [.text(worker), .text(queue), .boolean(isWanted)] }
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("is_told") }
}

/// The leader wants to be told of what there is for it, or no longer; answers whether it will be.
package struct ListenAsLeader: Statement {
    package let term: Int64
    package let isWanted: Bool

    package init(term: Int64, _ isWanted: Bool) { (self.term, self.isWanted) = (term, isWanted) }

    /// Where `queue.wake_leader()` tells.
    package static let channel = "relance: leader"

    package static let sql = "SELECT queue.listen_as_leader($1, $2) AS is_told"
    package var parameters: [Parameter] { [.integer(term), .boolean(isWanted)] }
    package static func read(_ row: borrowing Row) throws -> Bool { try row.boolean("is_told") }
}
