import Commands
import Foundation
import Postgres
import TestSupport
import Testing

/// Power cuts: workers and PostgreSQL are killed again and again while 2,000 contacts go through W9.
@Suite(.serialized) struct KillTests {
    private static let contacts = 2000
    private static let workerKills = 20
    private static let postgresKills = 5

    @Test func `whoever is killed, every contact gets each message once, or the doubt is listed`() async throws {
        let folder = URL(filePath: "/tmp/relance-kill-\(UUID().uuidString.prefix(8))")
        let cluster = try PrivateCluster(directory: folder)
        try await cluster.whileRunning {
            let pool = Pool(try Configuration(cluster.conninfo).reconnecting, size: 4)
            let site = try Site(conninfo: cluster.conninfo, pool: pool)
            let migrated = try await Program.run("migrate", environment: site.environment)
            #expect(migrated.status == 0, "\(migrated.errors)")
            let applied = try await Program.run("apply", "config", environment: site.environment)
            #expect(applied.status == 0, "\(applied.errors)")
            try await pool.execute(Self.clock)

            let coordinator = try site.start("coordinator", with: Self.haste)
            defer { coordinator.kill() }
            try await enrollEveryone(pool)
            try await killAgainAndAgain(site, cluster)

            let last = try site.start("worker", with: Self.haste)
            defer { last.kill() }
            try await eventually(within: .seconds(600), "every walk has ended\n\(site.logs)") {
                try await site.count("automation.enrollments WHERE state = 'active'") == 0
            }
            try await check(site)
            await pool.close()
        }
        try await cluster.remove()
    }

    /// A day passes in ten seconds.
    private static let clock = """
        DO $$ BEGIN
            EXECUTE format('ALTER DATABASE postgres SET relance.clock_origin = %L', clock_timestamp());
            EXECUTE format('ALTER DATABASE postgres SET relance.clock_start = %L', clock_timestamp());
            ALTER DATABASE postgres SET relance.clock_speed = '8640';
        END $$
        """

    /// Heartbeats fit the pace of the kills.
    private static let haste = [
        "RELANCE_WORKER_HEARTBEAT": "500 ms", "RELANCE_WORKER_EXPIRY": "2 s", "RELANCE_COORDINATOR_LEASE": "2 s",
        "RELANCE_WORKER_BATCH": "50", "RELANCE_LOG_LEVEL": "warning",
    ]

    private func enrollEveryone(_ pool: Pool) async throws {
        _ = try await pool.query(
            """
            WITH everyone AS (
                INSERT INTO crm.contacts (email, first_name, time_zone)
                SELECT format('contact-%s@example.com', i), 'Ada', 'Europe/Paris' FROM generate_series(1, $1) AS i
                RETURNING id
            )
            INSERT INTO crm.events (contact_id, occurred_at, received_at, name, properties)
            SELECT id, clock.now(), clock.now(), 'form_submitted', '{"form": "ebook-watering"}' FROM everyone
            """,
            [.int(Self.contacts)]
        )
    }

    private func killAgainAndAgain(_ site: Site, _ cluster: PrivateCluster) async throws {
        for round in 1...Self.workerKills {
            let worker = try site.start("worker", with: Self.haste)
            try await Task.sleep(for: .milliseconds(Int.random(in: 1200...2200)))
            if round.isMultiple(of: Self.workerKills / Self.postgresKills) {
                try await cluster.stop(.immediate)
                try await cluster.start()
            }
            worker.kill()
        }
    }

    private func check(_ site: Site) async throws {
        #expect(try await site.count("check_invariants()") == 0)
        #expect(try await site.count("automation.enrollments") == Self.contacts)
        // A job that three kills in a row met while it was worked alone is given up, and listed: hardly ever one.
        let givenUp = try await site.count("queue.dead WHERE reason = 'killed its workers'")
        #expect(givenUp <= 1)
        #expect(try await site.count("queue.dead") == givenUp)
        #expect(try await site.count("automation.enrollments WHERE end_reason <> 'completed'") == givenUp)
        #expect(try await site.count("messaging.deliveries WHERE state NOT IN ('sent', 'doubtful')") <= givenUp)
        #expect(try await site.count("messaging.deliveries") >= 2 * (Self.contacts - givenUp))

        let intended = try await site.messageIDs("true")
        let doubtful = try await site.messageIDs("doubt IS NOT NULL")
        let copies = Dictionary(grouping: try site.receivedMessageIDs(), by: \.self).mapValues(\.count)
        let twice = Set(copies.filter { $0.value > 1 }.keys)
        let missing = intended.subtracting(copies.keys)
        #expect(Set(copies.keys).isSubset(of: intended))
        #expect(twice.isSubset(of: doubtful))
        // Both hand-overs met a kill before the message had left.
        #expect(missing.isSubset(of: doubtful))
        #expect(missing.count <= 4)
        #expect(copies.values.allSatisfy { $0 <= 2 })
        print(
            """
            killed \(Self.workerKills) workers and PostgreSQL \(Self.postgresKills) times: \(copies.count) of \(intended.count) \
            messages received; \(doubtful.count) listed as doubtful, of them \(twice.count) received twice and \
            \(missing.count) not at all; \(givenUp) jobs given up
            """
        )
    }
}

extension Configuration {
    fileprivate var reconnecting: Configuration {
        var configuration = self
        configuration.reconnectFor = .seconds(30)
        return configuration
    }
}

extension Site {
    func messageIDs(_ condition: String) async throws -> Set<String> {
        let rows = try await pool.query("SELECT message_id FROM messaging.deliveries WHERE \(condition)")
        return Set(try rows.map { try $0.text("message_id") })
    }

    func receivedMessageIDs() throws -> [String] {
        try mail.messages().compactMap { message in
            let text = String(decoding: message, as: UTF8.self)
            let line = text.split(whereSeparator: \.isNewline).first { $0.lowercased().hasPrefix("message-id:") }
            return line.map { $0.dropFirst("message-id:".count).trimmingCharacters(in: .whitespaces) }
        }
    }
}
