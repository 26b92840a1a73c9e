import Engine
import Foundation
import Postgres
import Store

/// Prepares the demo's database: a new one, or that of an earlier demo, which then runs the definitions on a faster
/// clock.
struct DemoDatabase: Sendable {
    static let name = "relance"

    let cluster: PrivateCluster
    var conninfo: String { cluster.conninfo(database: Self.name) }

    /// Returns the instant at which the clock begins.
    func prepare(running publication: Publication, in zone: TimeZone, speed: ClockSpeed) async throws -> Date {
        try await createWithWorldClock()
        let start = try await connected(to: conninfo) { connection in
            _ = try await Migrator(connection).migrate()
            return try await FasterClock(speed: speed.factor).start(on: connection)
        }
        // Only sessions that begin now see the faster clock.
        try await connected(to: conninfo) { connection in
            _ = try await connection.transaction { try await publication.apply(on: $0, in: zone) }
        }
        return start
    }

    func importContacts(from file: URL) async throws -> ImportReport {
        try await connected(to: conninfo) { connection in try await ImportContacts(connection).run(file: file) }
    }

    private func createWithWorldClock() async throws {
        try await connected(to: cluster.conninfo) { connection in
            let known = try await connection.query("SELECT FROM pg_database WHERE datname = $1", [.text(Self.name)])
            if known.isEmpty { try await connection.execute("CREATE DATABASE \(Self.name)") }
            try await FasterClock.stop(in: Self.name, on: connection)
        }
    }

    private func connected<T>(to conninfo: String, _ body: (Connection) async throws -> T) async throws -> T {
        let connection = try await Connection.open(try Configuration(conninfo))
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}
