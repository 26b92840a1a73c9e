package import Foundation
package import Postgres

/// Records a worker's heartbeat. Returns when its leases end unless it beats again.
package struct BeatWorker: Statement {
    package let worker: String
    package let host: String
    package let processID: Int
    package let queues: [String]
    package let expiry: Duration
    /// Results that came after their lease was lost, since the worker started.
    package let late: Int

    package init(_ worker: String, host: String, processID: Int, queues: [String], expiry: Duration, late: Int = 0) {
        (self.worker, self.host, self.processID) = (worker, host, processID)
        (self.queues, self.expiry, self.late) = (queues, expiry, late)
    }

    package static let sql = "SELECT queue.beat($1, $2, $3, $4, $5, $6) AS expires_at"
    package var parameters: [Parameter] {
        [.text(worker), .text(host), .int(processID), .texts(queues), .interval(expiry), .int(late)]
    }
    package static func read(_ row: borrowing Row) throws -> Date { try row.timestamp("expires_at") }
}

/// Removes the row of a worker that ends in good order.
package struct SignOffWorker: Statement {
    package let worker: String

    package init(_ worker: String) { self.worker = worker }

    package static let sql = "SELECT queue.sign_off($1)"
    package var parameters: [Parameter] { [.text(worker)] }
    package static func read(_ row: borrowing Row) throws {}
}
