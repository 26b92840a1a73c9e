import Foundation
import Postgres
import TestSupport
import Testing

/// Processes that start in any order.
struct StartTests {
    @Test(arguments: ["worker", "coordinator", "api"])
    func `a process waits for its database and schema, says so, and is ready when they are there`(name: String)
        async throws
    {
        try await TestDatabase.lendName { database, conninfo in
            let site = try Site(conninfo: conninfo, pool: Pool(try Configuration(conninfo), size: 1))
            let port = try Site.freePort()
            let process = try site.start(
                name,
                with: ["RELANCE_METRICS_PORT": "\(port)", "RELANCE_API_PORT": "\(port)"]
            )
            defer { process.kill() }

            try await eventually(within: .seconds(60), "it waits for the database\n\(site.logs)") {
                site.logs.contains("waiting") && site.logs.contains("does not exist")
            }
            #expect(try await site.fetch("livez", port).output == "alive\n")
            #expect(try await site.fetch("readyz", port).status != 0)
            try await TestDatabase.create(database)
            try await eventually(within: .seconds(60), "it waits for the schema\n\(site.logs)") {
                site.logs.contains("relance migrate")
            }
            #expect(process.isRunning)
            let migration = try await Program.run("migrate", "--wait", environment: site.environment)
            #expect(migration.status == 0)
            try await eventually(within: .seconds(60), "it is ready\n\(site.logs)") {
                try await site.fetch("readyz", port).status == 0
            }
            let address = "http://127.0.0.1:\(port)"
            #expect(try await Program.run("health", "--ready", address, environment: [:]).status == 0)

            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            let health = try await Program.run("health", address, environment: [:])
            #expect(health.status == 1)
            #expect(health.errors.hasPrefix("\(address): "))
        }
    }

    @Test func `waiting ends with the reason when its time is over, or when nothing can come of it`() async throws {
        let away = "host=127.0.0.1 port=1 dbname=nowhere"
        let late = try await Program.run(
            "migrate",
            "--wait",
            environment: ["RELANCE_DATABASE_URL": away, "RELANCE_DATABASE_WAIT_FOR_SCHEMA": "1 s"]
        )
        #expect(late.status == 1)
        #expect(late.errors.contains("127.0.0.1"))

        try await TestDatabase.lend { database in
            try await database.pool.execute(
                "INSERT INTO relance.migrations (version, name) VALUES (9999, 'from the future')"
            )
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let process = try site.start("api")
            defer { process.kill() }
            try await eventually(within: .seconds(60), "it ends by itself\n\(site.logs)") { !process.isRunning }
            #expect(process.terminationStatus == 1)
            #expect(site.logs.contains("newer"))
        }
    }
}
