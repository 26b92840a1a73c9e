import Foundation
import Postgres
import TestSupport
import Testing

/// What the processes report to machines, and how they stop.
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
            try await eventually(within: .seconds(120), "\(name) is ready\n\(site.logs)") {
                try await site.fetch("readyz", port).status == 0
            }
            let metrics = try await site.fetch("metrics", port).output
            #expect(metrics.contains("relance_build_info{process=\"\(name)\",version="))
            #expect(metrics.contains("relance_db_pool_in_use "))
            if name == "coordinator" {
                try await eventually(within: .seconds(120), "the leader tells the depth of the queues") {
                    try await site.fetch("metrics", port).output.contains("relance_queue_depth{")
                }
                let rounds = "relance_coordinator_last_tick_age_seconds{service=\"promoter\"} "
                #expect(try await site.fetch("metrics", port).output.contains(rounds))
            }
            #expect(try await site.fetch("livez", port).output == "alive\n")

            process.terminate()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }
}

/// A worker that is asked to stop while it has work.
struct GraceTests {
    @Test func `what has begun is finished, while readiness is down already`() async throws {
        try await TestDatabase.lend { database in
            let said = ["read-dot", "wait", "say 250 2.0.0 queued", "hang"]
            let peer = try ScriptedSMTPPeer(ScriptedSMTPPeer.untilData + said)
            defer { peer.stop() }
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            try await site.enqueueOneEmail()
            let port = try Site.freePort()
            let settings = ["RELANCE_SMTP_PORT": "\(peer.port)", "RELANCE_METRICS_PORT": "\(port)"]
            let worker = try site.start("worker", with: settings)
            let coordinator = try site.start("coordinator")
            defer { for process in [worker, coordinator] { process.kill() } }
            await peer.waits()
            #expect(try await site.fetch("readyz", port).status == 0)

            worker.terminate()

            let refused = Int32(22)  // curl's exit code for a status of 400 and above
            try await eventually(within: .seconds(120), "readiness goes down first\n\(site.logs)") {
                try await site.fetch("readyz", port).status == refused
            }
            #expect(try await site.fetch("livez", port).output == "alive\n")
            #expect(worker.isRunning)
            _ = try await site.pool.query(
                "SELECT queue.enqueue('email', 'send_email', jsonb_build_object('contact', id, 'email', 'nurture-1')) FROM crm.contacts"
            )
            try await eventually(within: .seconds(120), "another may be claimed") {
                try await site.count("queue.ready") == 1
            }
            try peer.goOn()
            try await eventually(within: .seconds(120), "it has ended\n\(site.logs)") { !worker.isRunning }

            #expect(worker.terminationStatus == 0)
            #expect(try await site.count("messaging.deliveries WHERE state = 'sent'") == 1)
            #expect(
                try await site.count("queue.ready WHERE attempt = 0 AND crashes = 0") == 1,
                "it claimed nothing more"
            )
            #expect(try await site.count("queue.running") == 0)
            #expect(try await site.count("queue.workers") == 0)
        }
    }

    @Test func `an outcome that cannot be recorded holds a worker up for the grace, and no longer`() async throws {
        try await TestDatabase.lend { database in
            let peer = try ScriptedSMTPPeer(
                ScriptedSMTPPeer.untilData + ["read-dot", "wait", "say 250 2.0.0 queued", "hang"]
            )
            defer { peer.stop() }
            let bouncer = try Bouncer(to: database)
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            try await site.enqueueOneEmail()
            let worker = try site.start(
                "worker",
                with: [
                    "RELANCE_DATABASE_URL": bouncer.conninfo, "RELANCE_DATABASE_PREPARED_STATEMENTS": "no",
                    "RELANCE_SMTP_PORT": "\(peer.port)", "RELANCE_WORKER_GRACE": "2 s",
                ]
            )
            let coordinator = try site.start("coordinator")
            defer { for process in [worker, coordinator] { process.kill() } }

            await peer.waits()
            bouncer.stop()
            try peer.goOn()
            worker.terminate()
            try await eventually(within: .seconds(120), "it has ended\n\(site.logs)") { !worker.isRunning }

            #expect(worker.terminationStatus == 1)
            #expect(site.logs.contains("grace over, what was begun is left to others"))
            #expect(try await site.count("messaging.deliveries WHERE state = 'sending'") == 1)
        }
    }
}

/// A port that is in use.
struct TakenPortTests {
    @Test func `a process whose port is taken says which setting to change`() async throws {
        try await TestDatabase.lend { database in
            let site = try Site(conninfo: database.conninfo, pool: database.pool)
            let settings = ["RELANCE_METRICS_PORT": "\(try Site.freePort())"]
            let first = try site.start("coordinator", with: settings)
            defer { first.kill() }
            let port = Int(settings["RELANCE_METRICS_PORT"] ?? "") ?? 0
            try await eventually(within: .seconds(120), "the first one listens\n\(site.logs)") {
                try await site.fetch("livez", port).status == 0
            }
            let second = try await Program.run("worker", environment: site.environment.merging(settings) { $1 })
            #expect(second.status != 0)
            #expect(second.errors.contains("(metrics.host, metrics.port)"), "\(second.errors)")
        }
    }
}

extension Site {
    func fetch(_ page: String, _ port: Int) async throws -> Program.Result {
        let request = ["curl", "--silent", "--fail", "http://127.0.0.1:\(port)/\(page)"]
        return try await Program.run(URL(filePath: "/usr/bin/env"), request, [:])
    }

    /// A send that belongs to no enrollment, past its gate.
    fileprivate func enqueueOneEmail() async throws {
        let applied = try await Program.run("apply", "config", environment: environment)
        #expect(applied.status == 0, "\(applied.errors)")
        _ = try await pool.query(
            """
            WITH person AS (
                INSERT INTO crm.contacts (email) VALUES ('one@example.org') RETURNING id
            ), agreed AS (
                INSERT INTO messaging.consent_events (contact_id, at, given, topic, source)
                SELECT id, clock.now(), true, '*', 'form' FROM person
            )
            SELECT queue.enqueue('email', 'send_email', jsonb_build_object('contact', id, 'email', 'nurture-1'))
            FROM person
            """
        )
    }
}
