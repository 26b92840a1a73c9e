import Foundation
import Postgres
import Store

/// The PostgreSQL of a benchmark: a cluster created for it and removed afterward, or a server named by the operator.
struct BenchServer {
    private let address: String

    /// As durable as in production, and large enough that memory and checkpoints do not decide the result.
    private static let options = [
        "shared_buffers": "256MB", "max_wal_size": "4GB", "fsync": "on", "synchronous_commit": "on",
    ]

    static func whileRunning<Result>(at address: String?, _ body: (BenchServer) async throws -> Result) async throws
        -> Result
    {
        if let address { return try await body(BenchServer(address: address)) }
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "relance-bench-\(UUID().uuidString.prefix(8))"
        )
        let cluster = try PrivateCluster(directory: directory, options: options)
        do {
            try await cluster.start()
            let result = try await body(BenchServer(address: cluster.conninfo))
            try await cluster.remove()
            return result
        } catch {
            try? await cluster.remove()
            throw error
        }
    }

    /// A fresh database with the current schema, dropped afterward, so that no measurement inherits dead rows from
    /// another.
    ///
    /// - Parameter template: a database to copy. No session may be connected to it.
    func withDatabase<Result>(
        like template: String? = nil,
        _ body: (BenchDatabase) async throws -> Result
    ) async throws -> Result {
        let name = "relance_bench_\(UUID().uuidString.prefix(8).lowercased())"
        let server = try await Connection.open(try Configuration(address).patient)
        let copy = template.map { " TEMPLATE \($0) STRATEGY FILE_COPY" } ?? ""
        _ = try await server.query("CREATE DATABASE \(name)\(copy)")
        do {
            let database = try await BenchDatabase.open(address(of: name), name: name)
            if template == nil { _ = try await Migrator(database.connection).migrate() }
            let result = try await body(database)
            await database.connection.close()
            _ = try await server.query("DROP DATABASE \(name) WITH (FORCE)")
            await server.close()
            return result
        } catch {
            // Not a child task: Ctrl-C cancels child tasks, and this must be done even then.
            await Task { _ = try? await server.query("DROP DATABASE \(name) WITH (FORCE)") }.value
            await server.close()
            throw error
        }
    }

    /// The address of another database on the same server. If a parameter is given twice, libpq takes the last.
    private func address(of database: String) -> String {
        guard address.contains("://") else { return "\(address) dbname=\(database)" }
        return "\(address)\(address.contains("?") ? "&" : "?")dbname=\(database)"
    }

    func machine() async throws -> Machine {
        let connection = try await Connection.open(try Configuration(address))
        let machine = try await Machine.describe(on: connection)
        await connection.close()
        return machine
    }
}
