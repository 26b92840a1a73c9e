package import Postgres

/// A request to enqueue that may be repeated.
package struct RepeatableRequest: Sendable {
    fileprivate let parameters: [Parameter]

    /// - Parameters:
    ///   - client: who asks; two may use the same key.
    ///   - key: nil when it carries none; then it is always a new one.
    ///   - body: what was sent, as JSON; two are the same when these are.
    package init(of client: String, key: String?, body: String) {
        parameters = [.text(client), .text(key), .json(key == nil ? nil : body)]
    }

    package enum Answer: Sendable, Hashable {
        /// A JSON array of `{id, existing}`, one for each job; the same again when the request is a repetition.
        case enqueued(String)
        /// The key came with another body before.
        case differs
        /// The same request is under way.
        case inProgress

        fileprivate init(_ row: borrowing Row) throws {
            self =
                switch try row.text("verdict") {
                case "different": .differs
                case "in progress": .inProgress
                default: .enqueued(try row.json("answer"))
                }
        }
    }
}

/// What a request was answered before; nothing when it is new. Until the transaction ends, its twins are in progress.
package struct ReadEarlierAnswer: Statement {
    package let parameters: [Parameter]

    package init(to request: RepeatableRequest) { parameters = request.parameters }

    package static let sql = "SELECT verdict, answer FROM queue.earlier_answer($1, $2, $3)"
    package static func read(_ row: borrowing Row) throws -> RepeatableRequest.Answer { try .init(row) }
}

/// Enqueues jobs for a request, unless it is a repetition.
package struct EnqueueOnce: Statement {
    package let parameters: [Parameter]

    /// - Parameter jobs: a JSON array, as `queue.enqueue_many()` takes it.
    package init(_ jobs: String, for request: RepeatableRequest) { parameters = request.parameters + [.json(jobs)] }

    package static let sql = "SELECT verdict, answer FROM queue.enqueue_once($1, $2, body => $3, jobs => $4)"
    package static func read(_ row: borrowing Row) throws -> RepeatableRequest.Answer { try .init(row) }
}
