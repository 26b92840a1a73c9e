package import Postgres

/// Enqueues jobs for a request that may be repeated.
package struct EnqueueOnce: Statement {
    package let parameters: [Parameter]

    /// - Parameters:
    ///   - jobs: a JSON array, as `queue.enqueue_many()` takes it.
    ///   - client: who asks; two may use the same key.
    ///   - key: nil when the request carries none.
    package init(_ jobs: String, for client: String, key: String?) {
        parameters = [.text(client), .text(key), .json(jobs)]
    }

    package enum Answer: Sendable, Hashable {
        /// A JSON array of `{id, existing}`, one for each job; the same again when the request is a repetition.
        case enqueued(String)
        /// The key came with another body before.
        case differs
        /// The same request is under way.
        case inProgress
    }

    package static let sql = "SELECT verdict, answer FROM queue.enqueue_once($1, $2, $3)"
    package static func read(_ row: borrowing Row) throws -> Answer {
        switch try row.text("verdict") {
        case "different": .differs
        case "in progress": .inProgress
        default: .enqueued(try row.json("answer"))
        }
    }
}
