import Foundation
import Postgres

/// The other contents of the database while the queue is measured.
struct Surroundings {
    /// Jobs that are not due for at least an hour.
    var delayed = 0
    /// Dead rows of `queue.ready` that an older snapshot keeps vacuum from removing.
    var deadRows = 0

    /// For the name of a measure: `, beside 1,000,000 delayed`.
    var words: String {
        var words = ""
        if delayed > 0 { words += ", beside \(Self.written(delayed)) delayed" }
        if deadRows > 0 { words += ", \(Self.written(deadRows)) dead rows under a pinned horizon" }
        return words
    }

    /// Prepares such a database once, for all measurements in it.
    func whilePrepared(on server: BenchServer, _ body: (Workbench) async throws -> Void) async throws {
        try await server.withDatabase { database in
            let load = QueueLoad(database: database)
            try await load.declareQueue()
            try await load.delay(delayed)
            try await database.settle()
            await database.connection.close()
            try await body(Workbench(server: server, template: database.name, surroundings: self))
        }
    }

    /// Pins the horizon, if required, while `body` runs. It belongs to a session, so no copy of the database has it.
    fileprivate func whileStanding<Result>(
        in database: BenchDatabase,
        _ body: (BenchDatabase) async throws -> Result
    ) async throws -> Result {
        guard deadRows > 0 else { return try await body(database) }
        let settings = ["idle_in_transaction_session_timeout": "0"]
        let report = try await Connection.open(database.configuration.with(settings: settings))
        try await report.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM queue.ready")
        let load = QueueLoad(database: database)
        try await load.makeReady(deadRows)
        try await database.connection.execute("DELETE FROM queue.ready")
        try await load.advanceMarks()
        let result = try await body(database)
        await report.close()
        return result
    }

    private static func written(_ number: Int) -> String {
        number.formatted(.number.locale(.init(identifier: "en")))
    }
}

/// Makes one measurement after another, each in a copy of the same database.
struct Workbench {
    let server: BenchServer
    fileprivate let template: String
    let surroundings: Surroundings

    func measure<Result>(_ body: (BenchDatabase) async throws -> Result) async throws -> Result {
        try await server.withDatabase(like: template) { try await surroundings.whileStanding(in: $0, body) }
    }
}
