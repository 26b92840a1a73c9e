package import Postgres

/// The state of a queue for its rate limit.
package struct QueueRate: Sendable {
    package let queue: String
    /// Jobs per second; nil: no limit.
    package let perSecond: Double?
    /// Whether jobs wait at the queue's rate gate.
    package let isWaiting: Bool
    /// How many more jobs may be ready; nil: any number.
    package let room: Int?
}

package struct ReadRates: Statement {
    package init() {}

    package static let sql = "SELECT queue, per_second::float8, is_waiting, queue.room(queue) FROM queue.rates()"
    package var parameters: [Parameter] { [] }
    package static func read(_ row: borrowing Row) throws -> QueueRate {
        QueueRate(
            queue: try row.text("queue"),
            perSecond: try row.optionalDouble("per_second"),
            isWaiting: try row.boolean("is_waiting"),
            room: try row.optionalInt("room")
        )
    }
}

/// Makes jobs of a queue with a rate ready. Returns how many.
package struct ReleaseRated: Statement {
    package let term: Int64
    package let queue: String
    package let limit: Int

    package init(term: Int64, queue: String, limit: Int) { (self.term, self.queue, self.limit) = (term, queue, limit) }

    package static let sql = "SELECT queue.release_rated($1, $2, $3) AS moved"
    package var parameters: [Parameter] { [.integer(term), .text(queue), .int(limit)] }
    package static func read(_ row: borrowing Row) throws -> Int { try row.int("moved") }
}
