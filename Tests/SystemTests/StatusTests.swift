import Foundation
import Postgres
import TestSupport
import Testing

/// What the processes tell machines, and how they stop.
struct StatusTests {
    @Test(arguments: ["worker", "coordinator"])
    func `a process answers at its port for as long as it runs, and ends with 0 when it is asked to`(name: String)
        async throws
    {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let port = try Site.freePort()
            let process = try site.start(name, with: ["RELANCE_METRICS_PORT": "\(port)"])
            defer { process.kill() }
            try await eventually(within: .seconds(30), "\(name) is ready\n\(site.logs)") {
                try await site.fetch("readyz", port).status == 0
            }
            let metrics = try await site.fetch("metrics", port).output
            #expect(metrics.contains("relance_build_info{process=\"\(name)\",version="))
            #expect(metrics.contains("relance_db_pool_in_use "))
            if name == "coordinator" {
                try await eventually(within: .seconds(30), "the leader tells the depth of the queues") {
                    try await site.fetch("metrics", port).output.contains("relance_queue_depth{")
                }
            }
            #expect(try await site.fetch("livez", port).output == "alive\n")

            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }
}

/// A port that somebody has.
struct TakenPortTests {
    @Test func `a process whose port is taken says which setting to change`() async throws {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let settings = ["RELANCE_METRICS_PORT": "\(try Site.freePort())"]
            let first = try site.start("coordinator", with: settings)
            defer { first.kill() }
            let port = Int(settings["RELANCE_METRICS_PORT"] ?? "") ?? 0
            try await eventually(within: .seconds(30), "the first one listens\n\(site.logs)") {
                try await site.fetch("livez", port).status == 0
            }
            let second = try await Program.run("worker", environment: site.environment.merging(settings) { $1 })
            #expect(second.status != 0)
            #expect(second.errors.contains("(metrics.host, metrics.port)"), "\(second.errors)")
        }
    }
}

extension Site {
    fileprivate func fetch(_ page: String, _ port: Int) async throws -> Program.Result {
        let request = ["curl", "--silent", "--fail", "http://127.0.0.1:\(port)/\(page)"]
        return try await Program.run(URL(filePath: "/usr/bin/env"), request, [:])
    }
}
