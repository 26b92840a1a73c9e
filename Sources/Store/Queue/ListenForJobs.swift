package import Postgres

/// A worker wants to be told of new jobs of a queue, or no longer.
package struct ListenForJobs: Statement {
    package let worker: String
    package let queue: String
    package let isWanted: Bool

    package init(_ worker: String, of queue: String, _ isWanted: Bool) {
        (self.worker, self.queue, self.isWanted) = (worker, queue, isWanted)
    }

    /// Where `queue.wake()` tells of new jobs.
    package static func channel(of queue: String) -> String { "relance \(queue.prefix(55))" }

    package static let sql = "SELECT queue.listen($1, $2, $3)"
    package var parameters: [Parameter] { [.text(worker), .text(queue), .boolean(isWanted)] }
    package static func read(_ row: borrowing Row) throws {}
}
