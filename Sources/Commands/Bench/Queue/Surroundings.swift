import Foundation
import Postgres

/// What else is in the database while the queue is measured.
struct Surroundings {
    /// Jobs that are not due for an hour at least.
    var delayed = 0
    /// Rows of `queue.ready` that are gone, and that a snapshot older than them keeps vacuum from removing.
    var deadRows = 0

    /// For the name of a measure: `, beside 1,000,000 delayed`.
    var words: String {
        var words = ""
        if delayed > 0 { words += ", beside \(Self.written(delayed)) delayed" }
        if deadRows > 0 { words += ", \(Self.written(deadRows)) dead rows under a pinned horizon" }
        return words
    }

    /// Prepares the queue, and keeps it so for as long as `body` takes.
    func whileStanding<Result>(in load: QueueLoad, _ body: () async throws -> Result) async throws -> Result {
        try await load.declareQueue()
        try await load.delay(delayed)
        guard deadRows > 0 else { return try await body() }
        let settings = ["idle_in_transaction_session_timeout": "0"]
        let report = try await Connection.open(load.database.configuration.with(settings: settings))
        try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.ready")
        try await load.makeReady(deadRows)
        try await load.database.connection.execute("DELETE FROM queue.ready")
        try await load.advanceMarks()
        let result = try await body()
        await report.close()
        return result
    }

    private static func written(_ number: Int) -> String {
        number.formatted(.number.locale(.init(identifier: "en")))
    }
}
