import Foundation
import Postgres
import TestSupport

/// A migrated database of a test's own, seen from a fixed present that only the test moves on.
struct Scene {
    static let noon = Date(timeIntervalSince1970: 1_780_315_200)  // 2026-06-01 12:00 UTC

    let database: TestDatabase
    let now: Date
    let pool: Pool

    /// `{ scene in … }` at noon of a June day.
    static func lend(at now: Date = noon, _ body: (Scene) async throws -> Void) async throws {
        try await TestDatabase.lend { database in try await Scene.show(database, at: now, body) }
    }

    /// The same database, so much later.
    func later(_ seconds: TimeInterval, _ body: (Scene) async throws -> Void) async throws {
        try await Scene.show(database, at: now + seconds, body)
    }

    var configuration: Configuration { pool.configuration }

    private static func show(_ database: TestDatabase, at now: Date, _ body: (Scene) async throws -> Void) async throws
    {
        let pool = database.pool(at: now)
        do { try await body(Scene(database: database, now: now, pool: pool)) } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }
}

/// Questions to the database, in one line each.
extension Scene {
    func rows(_ sql: String, _ parameters: [Parameter] = []) async throws -> [Row] {
        try await pool.query(sql, parameters)
    }

    /// Of a FROM clause: `queue.ready WHERE priority < 0`.
    func count(_ source: String) async throws -> Int {
        try await rows("SELECT count(*)::int AS value FROM \(source)")[0].int("value")
    }

    /// Of one text per row: `note FROM queue.dead`; blank ones are skipped.
    func texts(_ selection: String, _ parameters: [Parameter] = []) async throws -> [String] {
        let (column, rest) = Self.split(selection)
        return try await rows("SELECT (\(column))::text AS value \(rest)", parameters).compactMap {
            try $0.optionalText("value")
        }
    }

    /// Every violated invariant; empty when all is well.
    func violations() async throws -> [String] {
        try await texts("invariant || ': ' || subject FROM check_invariants()")
    }

    private static func split(_ selection: String) -> (column: Substring, rest: Substring) {
        guard let range = selection.range(of: " FROM ") else { return (selection[...], "") }
        return (selection[..<range.lowerBound], selection[range.lowerBound...])
    }
}

/// Two sessions at once.
extension Scene {
    /// A session of the test's own, with a transaction open that ends when the body says so, or is rolled back; however
    /// long it takes.
    func inSession(_ body: (Connection) async throws -> Void) async throws {
        let patient = configuration.with(settings: ["idle_in_transaction_session_timeout": "0"])
        let connection = try await Connection.open(patient)
        do { try await body(connection) } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Returns once so many sessions of this database wait for a lock of another one.
    func untilSomeoneWaits(sessions: Int = 1) async throws {
        let waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while try await count(waiting) < sessions { await Task.yield() }
    }
}

/// What the database refused, or nil when it did not.
func refusal(of body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch { return error as? PostgresError ?? PostgresError(.misuse, "\(error)") }
}
