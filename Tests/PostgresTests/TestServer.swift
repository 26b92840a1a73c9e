import Foundation
import Postgres
import Testing

/// The throwaway cluster of these tests. `RELANCE_TEST_POSTGRES` holds the address of one of its superusers.
enum TestServer {
    static var address: String {
        ProcessInfo.processInfo.environment["RELANCE_TEST_POSTGRES"]
            ?? "host=/tmp/pgdev port=54329 user=postgres dbname=postgres"
    }

    static func configuration() throws -> Configuration { try Configuration(address) }

    /// A connection for tests that need no table, or only temporary ones.
    @discardableResult
    static func withConnection<T>(
        _ configuration: Configuration? = nil,
        _ body: (Connection) async throws -> T
    ) async throws -> T {
        let connection = try await Connection.open(configuration ?? self.configuration())
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// A separate database, for tests with several connections. It is dropped together with any remaining connections.
    static func withDatabase(_ script: String = "", _ body: (Configuration) async throws -> Void) async throws {
        let name = "postgres_tests_" + UUID().uuidString.prefix(8).lowercased()
        let configuration = try configuration().with(database: name)
        try await withConnection { admin in
            try await admin.execute("CREATE DATABASE \(name.asIdentifier)")
            let outcome: (any Error)?
            do {
                try await withConnection(configuration) { try await $0.execute(script) }
                try await body(configuration)
                outcome = nil
            } catch { outcome = error }
            try await admin.execute("DROP DATABASE \(name.asIdentifier) WITH (FORCE)")
            if let outcome { throw outcome }
        }
    }

    /// Returns once the server runs a statement for `backend`, or no longer runs one.
    static func wait(until backend: Int32, isActive wanted: Bool = true) async throws {
        try await withConnection { observer in
            let sql =
                "SELECT coalesce(bool_or(state = 'active'), false) AS active FROM pg_stat_activity WHERE pid = $1"
            while try await observer.query(sql, [.int(Int(backend))])[0].boolean("active") != wanted {}
        }
    }
}

/// The error a body threw, or `nil`.
func failure<T>(of body: () async throws -> T) async -> PostgresError? {
    do { _ = try await body() } catch { return error as? PostgresError }
    return nil
}

/// Checks that the next statement is answered, whatever happened before.
func expectUsable(_ connection: Connection, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let answer = try await connection.one(Doubled(number: 21))
    #expect(answer == 42, sourceLocation: sourceLocation)
}

/// Lets tasks meet: `wait` returns after `open` was called.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// Counts, across attempts and tasks.
actor Counter {
    private(set) var value = 0

    @discardableResult
    func next() -> Int {
        value += 1
        return value
    }
}

struct Sleep: Statement {
    let seconds: Double
    static let sql = "SELECT pg_sleep($1)"
    var parameters: [Parameter] { [.double(seconds)] }
    static func read(_ row: Row) throws {}
}

struct Doubled: Statement {
    let number: Int
    static let sql = "SELECT $1 * 2 AS doubled"
    var parameters: [Parameter] { [.int(number)] }
    static func read(_ row: Row) throws -> Int { try row.int("doubled") }
}

struct Echo: Statement {
    let word: String
    static let sql = "SELECT $1 AS word"
    var parameters: [Parameter] { [.text(word)] }
    static func read(_ row: Row) throws -> String { try row.text("word") }
}
