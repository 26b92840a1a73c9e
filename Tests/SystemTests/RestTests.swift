import Foundation
import Postgres
import TestSupport
import Testing

/// What Relance costs while nothing is to be done.
struct RestTests {
    /// The busier the machine is, the fewer there are: only looking too often exceeds this.
    @Test(.timeLimit(.minutes(10)))
    func `at rest a coordinator, a worker and the API ask no more than five times a second`() async throws {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let applied = try await Program.run("apply", "config", environment: site.environment)
            #expect(applied.status == 0, "\(applied.errors)")
            let processes = try ["coordinator", "worker", "api"].map { try site.start($0) }
            defer { for process in processes { process.kill() } }
            try await eventually(within: .seconds(120), "the API listens") { try await site.answers() }
            try await eventually(within: .seconds(120), "the worker beats\n\(site.logs)") {
                try await site.count("queue.workers") == 1
            }
            let name = try await database.pool.query("SELECT current_database() AS name")[0].text("name")
            // Whoever looks on is not of this database.
            let onlooker = Pool(try Configuration(TestDatabase.server), size: 1)
            try await eventually(within: .seconds(240), "they come to rest\n\(site.logs)") {
                try await transactions(of: name, onlooker, during: .seconds(10)) <= 5
            }
            #expect(processes.map(\.isRunning) == [true, true, true])
            await onlooker.close()
        }
    }

    /// Transactions a second. Each session tells of its own at most once a second.
    private func transactions(of database: String, _ pool: Pool, during time: Duration) async throws -> Double {
        let count = "SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = $1"
        let (before, start) = (try await pool.query(count, [.text(database)])[0].integer("count"), ContinuousClock.now)
        try await Task.sleep(for: time)
        let after = try await pool.query(count, [.text(database)])[0].integer("count")
        return Double(after - before) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
