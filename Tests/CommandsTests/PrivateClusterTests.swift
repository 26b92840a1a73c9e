import Foundation
import Testing

@testable import Commands

/// Slow for a unit test (three seconds), because a real PostgreSQL is created, crashed and removed.
struct PrivateClusterTests {
    /// Has a space and a quote, which PostgreSQL's files and connection strings treat specially.
    private let directory = URL(filePath: "/tmp/relance o'test \(UUID().uuidString.prefix(8))")

    @Test func `it survives a crash with its data, and leaves nothing behind`() async throws {
        let cluster = try PrivateCluster(directory: directory, options: ["max_connections": "20"])
        try await cluster.start()
        try await cluster.start()
        _ = try await psql(cluster, "CREATE TABLE kept AS SELECT 'é' AS word")

        try await cluster.stop(.immediate)
        try await cluster.stop(.immediate)
        try await cluster.start()

        let facts =
            "SELECT upper(word), current_setting('max_connections'), current_setting('listen_addresses') FROM kept"
        #expect(try await psql(cluster, facts) == "É|20|\n")
        try await cluster.remove()
        #expect(!FileManager.default.fileExists(atPath: directory.path))
    }

    @Test func `it is stopped when its user fails`() async throws {
        let cluster = try PrivateCluster(directory: directory)

        await #expect(throws: CancellationError.self) {
            try await cluster.whileRunning { throw CancellationError() }
        }

        #expect(!FileManager.default.fileExists(atPath: directory.appending(path: "data/postmaster.pid").path))
        try await cluster.remove()
    }

    @Test func `a setting that PostgreSQL refuses is shown in its own words`() async throws {
        let cluster = try PrivateCluster(directory: directory, options: ["nonsense": "1"])

        let failure = await #expect(throws: PrivateClusterFailure.self) { try await cluster.start() }

        #expect(failure?.explanation.contains("unrecognized configuration parameter \"nonsense\"") == true)
        try await cluster.remove()
    }

    @Test func `a path too long for a socket is refused before anything is made`() {
        let long = URL(filePath: "/tmp/" + String(repeating: "x", count: 86))

        #expect(throws: PrivateClusterFailure.self) { try PrivateCluster(directory: long) }
        #expect(!FileManager.default.fileExists(atPath: long.path))
    }

    private func psql(_ cluster: PrivateCluster, _ sql: String) async throws -> String {
        try await ProgramRun.run(["/usr/bin/env", "psql", cluster.conninfo, "-Atqc", sql]).output
    }
}
