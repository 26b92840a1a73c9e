package import Postgres

/// The result of one look by the coordinator.
package struct Sight: Sendable {
    /// The services that have something to do.
    package let services: Set<String>
    /// How long until something becomes due by itself; nil: nothing, as far as the look reached.
    package let rest: Duration?
}

/// Which services of the coordinator have something to do.
package struct LookForServices: Statement {
    package let term: Int64

    package init(term: Int64) { self.term = term }

    package static let sql = "SELECT services, extract(epoch FROM rest)::float8 AS rest FROM automation.look($1)"
    package var parameters: [Parameter] { [.integer(term)] }
    package static func read(_ row: borrowing Row) throws -> Sight {
        Sight(services: Set(try row.texts("services")), rest: try row.optionalDouble("rest").map { .seconds($0) })
    }
}

/// In which of some queues jobs wait to be claimed.
package struct LookForJobs: Statement {
    package let queues: [String]

    package init(_ queues: [String]) { self.queues = queues }

    package static let sql = "SELECT queue, waiting, suspects FROM queue.look($1)"
    package var parameters: [Parameter] { [.texts(queues)] }
    package static func read(_ row: borrowing Row) throws -> (queue: String, isWaiting: Bool, hasSuspects: Bool) {
        (try row.text("queue"), try row.boolean("waiting"), try row.boolean("suspects"))
    }
}
