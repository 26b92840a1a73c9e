package import Postgres

/// A request to enqueue that the client may repeat.
package struct RepeatableRequest: Sendable {
    fileprivate let parameters: [Parameter]

    /// - Parameters:
    ///   - client: its name. Two clients may use the same key.
    ///   - key: nil if the request has none. Then it is always a new one.
    ///   - body: the request as JSON. Equal bodies are the same request.
    package init(of client: String, key: String?, body: String) {
        parameters = [.text(client), .text(key), .json(key == nil ? nil : body)]
    }

    package enum Answer: Sendable, Hashable {
        /// A JSON array of `{id, existing}`, one for each job. A repeated request gets the same array again.
        case enqueued(String)
        /// The key was used before with another body.
        case differs
        /// The same request is still being processed.
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

/// The earlier answer to a request; nothing if the request is new. Until the transaction ends, repetitions are reported
/// as in progress.
package struct ReadEarlierAnswer: Statement {
    package let parameters: [Parameter]

    package init(to request: RepeatableRequest) { parameters = request.parameters }

    package static let sql = "SELECT verdict, answer FROM queue.earlier_answer($1, $2, $3)"
    package static func read(_ row: borrowing Row) throws -> RepeatableRequest.Answer { try .init(row) }
}

/// Enqueues jobs for a request, unless it is a repetition.
package struct EnqueueOnce: Statement {
    package let parameters: [Parameter]

    /// - Parameter jobs: a JSON array in the form of `queue.enqueue_many()`.
    package init(_ jobs: String, for request: RepeatableRequest) { parameters = request.parameters + [.json(jobs)] }

    package static let sql = "SELECT verdict, answer FROM queue.enqueue_once($1, $2, body => $3, jobs => $4)"
    package static func read(_ row: borrowing Row) throws -> RepeatableRequest.Answer { try .init(row) }
}
