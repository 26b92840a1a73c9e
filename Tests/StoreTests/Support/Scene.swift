import Foundation
import Postgres
import TestSupport

/// A migrated database for one test, seen from a fixed present that only the test advances.
struct Scene {
    static let noon = Date(timeIntervalSince1970: 1_780_315_200)  // 2026-06-01 12:00 UTC

    let database: TestDatabase
    let now: Date
    let pool: Pool

    /// Runs `{ scene in … }` at noon on a June day.
    static func lend(at now: Date = noon, _ body: (Scene) async throws -> Void) async throws {
        try await TestDatabase.lend { database in try await Scene.show(database, at: now, body) }
    }

    /// The same database, this much later.
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

/// Queries, one line each.
extension Scene {
    func rows(_ sql: String, _ parameters: [Parameter] = []) async throws -> [Row] {
        try await pool.query(sql, parameters)
    }

    /// Counts the rows of a FROM clause: `queue.ready WHERE priority < 0`.
    func count(_ source: String) async throws -> Int {
        try await rows("SELECT count(*)::int AS value FROM \(source)")[0].int("value")
    }

    /// Returns one text per row: `note FROM queue.dead`. Blank texts are skipped.
    func texts(_ selection: String, _ parameters: [Parameter] = []) async throws -> [String] {
        let (column, rest) = Self.split(selection)
        return try await rows("SELECT (\(column))::text AS value \(rest)", parameters).compactMap {
            try $0.optionalText("value")
        }
    }

    /// Every violated invariant; empty if there is none.
    func violations() async throws -> [String] {
        try await texts("invariant || ': ' || subject FROM check_invariants()")
    }

    private static func split(_ selection: String) -> (column: Substring, rest: Substring) {
        guard let range = selection.range(of: " FROM ") else { return (selection[...], "") }
        return (selection[..<range.lowerBound], selection[range.lowerBound...])
    }
}

/// Two sessions at the same time.
extension Scene {
    /// Runs `body` on a separate session with an open transaction, for as long as it takes. The body ends the
    /// transaction, or it is rolled back.
    func inSession(_ body: (Connection) async throws -> Void) async throws {
        let patient = configuration.with(settings: ["idle_in_transaction_session_timeout": "0"])
        let connection = try await Connection.open(patient)
        do { try await body(connection) } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// Returns once this many sessions of this database wait for a lock of another one.
    func untilSomeoneWaits(sessions: Int = 1) async throws {
        let waiting = "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while try await count(waiting) < sessions { await Task.yield() }
    }
}

/// The database's refusal, or nil if there was none.
func refusal(of body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch { return error as? PostgresError ?? PostgresError(.misuse, "\(error)") }
}
