import Foundation
import TestSupport

/// A PgBouncer in front of the tests' server, with fewer sessions than the processes ask for.
final class Bouncer {
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
        // Like PostgreSQL, it refuses to run as root.
        let command = ["/usr/sbin/pgbouncer", "--quiet", file.path]
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = geteuid() == 0 ? ["runuser", "-u", "postgres", "--"] + command : command
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Its log, for a failure's message.
    var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "it wrote nothing" }

    func stop() {
        process.terminate()
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }
}
