package import Foundation
package import Postgres

/// A job to be enqueued.
package struct NewJob: Sendable, Encodable {
    package var queue: String
    package var kind: String
    package var payload: [String: PayloadValue]
    /// Nil: now.
    package var runAt: Date?
    /// Nil: normal. Below 0 is urgent, above 0 is bulk.
    package var priority: Int?
    package var uniqueKey: String?
    package var maxAttempts: Int?
    /// The caller has judged as the job's gate would: it need not wait there.
    package var isReleased: Bool?
    /// For a released job: when it must pass its gate after all. Nil: never.
    package var validUntil: Date?

    package init(
        _ kind: String,
        in queue: String,
        payload: [String: PayloadValue] = [:],
        runAt: Date? = nil,
        uniqueKey: String? = nil,
        maxAttempts: Int? = nil
    ) {
        (self.kind, self.queue, self.payload) = (kind, queue, payload)
        (self.runAt, self.uniqueKey, self.maxAttempts) = (runAt, uniqueKey, maxAttempts)
    }

    private enum CodingKeys: String, CodingKey {
        case queue, kind, payload, priority
        case runAt = "run_at"
        case uniqueKey = "unique_key"
        case maxAttempts = "max_attempts"
        case isReleased = "released"
        case validUntil = "valid_until"
    }
}

/// A value in the payload of Relance's own jobs: a number or a name.
package enum PayloadValue: Sendable, Hashable, Codable, ExpressibleByStringLiteral {
    case integer(Int64)
    case text(String)

    package init(stringLiteral value: String) { self = .text(value) }

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        self =
            if let number = try? value.decode(Int64.self) { .integer(number) } else {
                .text(try value.decode(String.self))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .integer(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        }
    }
}

/// The result for one new job.
package struct Enqueued: Sendable, Hashable {
    package let id: Int64
    /// No job was created: the job that holds the unique key stands in for it.
    package let isExisting: Bool

    fileprivate init(_ row: borrowing Row) throws {
        (id, isExisting) = (try row.integer("id"), try row.boolean("existing"))
    }
}

/// Enqueues Relance's own jobs in the caller's transaction. Returns the results in their order.
package struct PlaceJobs: Statement {
    package let parameters: [Parameter]

    package init(_ jobs: [NewJob]) throws { parameters = [try .encoding(jobs)] }

    package static let sql = "SELECT id, existing FROM queue.place($1) ORDER BY ordinal"
    package static func read(_ row: borrowing Row) throws -> Enqueued { try Enqueued(row) }
}

/// Enqueues jobs of integrations in the caller's transaction. They are validated, and refused with a reason (SQLSTATE
/// 22023).
package struct EnqueueJobs: Statement {
    package let parameters: [Parameter]

    package init(_ jobs: [NewJob]) throws { parameters = [try .encoding(jobs)] }

    /// - Parameter json: a list of jobs in the form of `queue.enqueue_many()`.
    package init(json: String) { parameters = [.json(json)] }

    package static let sql = "SELECT id, existing FROM queue.enqueue_many($1) ORDER BY ordinal"
    package static func read(_ row: borrowing Row) throws -> Enqueued { try Enqueued(row) }
}
