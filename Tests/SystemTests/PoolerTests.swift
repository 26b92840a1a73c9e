import Foundation
import Postgres
import TestSupport
import Testing

/// Through a pooler that lends a server's session for one transaction, as large installations do.
struct PoolerTests {
    @Test func `all processes work through PgBouncer in transaction mode, where nobody can be notified`() async throws {
        try await TestDatabase.lend { database in
            let bouncer = try Bouncer(to: database)
            defer { bouncer.stop() }
            let site = try Site(conninfo: bouncer.conninfo, pool: database.pool)
            let settings = ["RELANCE_DATABASE_PREPARED_STATEMENTS": "no"]
            let environment = site.environment.merging(settings) { $1 }
            try await eventually(within: .seconds(60), "definitions are applied through it\n\(bouncer.log)") {
                try await Program.run("apply", "config", environment: environment).status == 0
            }
            let processes = try ["coordinator", "worker", "worker", "api"].map { try site.start($0, with: settings) }
            defer { processes.forEach { $0.kill() } }

            _ = try await database.pool.query(
                """
                WITH people AS (
                    INSERT INTO crm.contacts (email) SELECT format('c%s@example.org', n) FROM generate_series(1, 60) AS n
                    RETURNING id
                )
                SELECT count(*) FROM people, queue.enqueue(
                    'email', 'send_email', jsonb_build_object('contact', id, 'email', 'nurture-1'),
                    run_at => CASE WHEN id % 2 = 0 THEN clock.now() + interval '2 s' END)
                """
            )
            try await eventually(within: .seconds(60), "every message is received\n\(site.logs)\n\(bouncer.log)") {
                try site.mail.messages().count >= 60
            }
            try await eventually(within: .seconds(20), "every job is done") {
                try await site.count("queue.done WHERE outcome = 'done'") == 60
            }
            #expect(try site.mail.messages().count == 60)
            #expect(try await site.count("messaging.doubtful") == 0)
            #expect(try await site.count("queue.attempts") == 0)
            #expect(try await site.count("queue.listeners") == 0)
            #expect(try await site.count("check_invariants()") == 0)
        }
    }
}

/// A PgBouncer before the server of the tests, with fewer sessions than the processes ask for.
private final class Bouncer {
    let conninfo: String
    private let process = Process()
    private let folder: URL

    init(to database: TestDatabase) throws {
        folder = URL(filePath: "/tmp/relance-pooler-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
        let port = try Site.freePort()
        let parts = database.conninfo.split(separator: " ")
        let server = parts.filter { $0.hasPrefix("host=") || $0.hasPrefix("port=") || $0.hasPrefix("user=") }
        let settings = """
            [databases]
            * = \(server.joined(separator: " "))
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 6
            logfile = \(folder.path)/log
            """
        let file = folder.appending(path: "pgbouncer.ini")
        try Data(settings.utf8).write(to: file)
        conninfo =
            "host=127.0.0.1 port=\(port) " + parts.filter { $0.hasPrefix("user=") }.joined() + " " + (parts.last ?? "")
        // It refuses to run as root, as PostgreSQL does.
        let command = ["/usr/sbin/pgbouncer", "--quiet", file.path]
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] + command : command
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// What it wrote, for a failure's message.
    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "it wrote nothing" }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}
