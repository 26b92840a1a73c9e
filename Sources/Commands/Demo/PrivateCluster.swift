package import Foundation

/// A PostgreSQL of its own, in one directory: for the demo, and for tests that pull the plug.
///
/// Its socket is in the directory and it opens no TCP port, so it meets no other PostgreSQL and nobody else's access.
/// A directory that already holds a cluster is used again, with its data. PostgreSQL refuses to run as root; started
/// by root, it runs as the user `postgres`, who then owns the directory.
package struct PrivateCluster: Sendable {
    /// How a cluster is stopped: `immediate` is a crash, from which the next start recovers.
    package enum StopMode: String, Sendable {
        case fast
        case immediate
    }

    /// A socket's path ends at 107 bytes, of which its own name takes fifteen.
    private static let pathBytesMax = 90

    package let directory: URL
    private let options: [String: String]
    private let account: PostgresAccount

    /// - Parameter options: Lines for `postgresql.conf` that differ from what suits a demo.
    /// - Throws: When the path is too long for a socket, or root has nobody to run PostgreSQL as.
    package init(directory: URL, options: [String: String] = [:]) throws(PrivateClusterFailure) {
        self.directory = URL(filePath: directory.standardizedFileURL.path, directoryHint: .isDirectory)
        self.options = options
        account = try PostgresAccount()
        guard self.directory.path.utf8.count <= Self.pathBytesMax else {
            throw PrivateClusterFailure(
                "\(directory.path) is too long for a PostgreSQL socket;"
                    + " choose a directory of at most \(Self.pathBytesMax) bytes"
            )
        }
    }

    /// How clients find it: a libpq connection string for the database `postgres`, as a superuser.
    package var conninfo: String { conninfo(database: "postgres") }

    /// The same for another database, whose name needs no quotes.
    package func conninfo(database: String) -> String {
        let path = directory.path.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "host='\(path)' port=5432 user=postgres dbname=\(database)"
    }

    /// Starts it and returns when it answers; creates it first where there is none. One that runs already goes on.
    package func start() async throws(PrivateClusterFailure) {
        let programs = try await PostgresPrograms.find(major: majorOfData(), as: account)
        try await prepareDirectory()
        if !exists { try await create(with: programs) }
        guard try await !isRunning(programs) else { return }
        try attempt("write") {
            try configuration.write(to: file("relance.conf"), atomically: true, encoding: .utf8)
            try account.own(file("relance.conf"))
        }
        try await control(programs, ["--log", file("log").path, "start"])
    }

    /// Stops it and returns when it has ended. Nothing happens when it is not running.
    package func stop(_ mode: StopMode = .fast) async throws(PrivateClusterFailure) {
        guard exists else { return }
        let programs = try await PostgresPrograms.find(major: majorOfData(), as: account)
        guard try await isRunning(programs) else { return }
        try await control(programs, ["--mode", mode.rawValue, "stop"])
    }

    /// Stops it and deletes what it made. A directory that holds other files as well keeps those.
    package func remove() async throws(PrivateClusterFailure) {
        try await stop(.immediate)
        for name in ["data", "data.unfinished", "relance.conf", "log"] {
            try? FileManager.default.removeItem(at: file(name))
        }
        if (try? FileManager.default.contentsOfDirectory(atPath: directory.path))?.isEmpty == true {
            try? FileManager.default.removeItem(at: directory)
        }
    }

    /// Starts it, does something, and stops it whatever happened.
    package func whileRunning<Result>(_ body: () async throws -> Result) async throws -> Result {
        try await start()
        do {
            let result = try await body()
            try await stop()
            return result
        } catch {
            try? await stop(.immediate)
            throw error
        }
    }
}

extension PrivateCluster {
    private func file(_ name: String) -> URL { directory.appending(path: name) }

    private var exists: Bool {
        FileManager.default.fileExists(atPath: file("data/PG_VERSION").path)
    }

    /// The major version that made the data; only the same one can read it.
    private func majorOfData() -> Int? {
        let text = try? String(contentsOf: file("data/PG_VERSION"), encoding: .utf8)
        return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private func prepareDirectory() async throws(PrivateClusterFailure) {
        try attempt("create") {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try account.own(directory)
        }
        try await account.checkAccess(to: directory)
    }

    /// Made under another name first, so that a creation cut short is never taken for a cluster.
    private func create(with programs: PostgresPrograms) async throws(PrivateClusterFailure) {
        let unfinished = file("data.unfinished")
        try? FileManager.default.removeItem(at: unfinished)
        let made = try await programs.run(
            "initdb",
            ["--pgdata", unfinished.path, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        )
        guard made.succeeded else { throw PrivateClusterFailure("initdb failed:\n\(made.output)") }
        try attempt("write") {
            let settings = try FileHandle(forWritingTo: unfinished.appending(path: "postgresql.conf"))
            try settings.seekToEnd()
            try settings.write(contentsOf: Data("include '../relance.conf'\n".utf8))
            try settings.close()
            try FileManager.default.moveItem(at: unfinished, to: file("data"))
        }
    }

    private func isRunning(_ programs: PostgresPrograms) async throws(PrivateClusterFailure) -> Bool {
        try await programs.run("pg_ctl", ["--pgdata", file("data").path, "status"]).succeeded
    }

    private func control(_ programs: PostgresPrograms, _ arguments: [String]) async throws(PrivateClusterFailure) {
        let done = try await programs.run("pg_ctl", ["--pgdata", file("data").path, "--wait"] + arguments)
        guard !done.succeeded else { return }
        let log = (try? String(contentsOf: file("log"), encoding: .utf8)) ?? ""
        let lastLines = log.split(separator: "\n").suffix(10).joined(separator: "\n")
        throw PrivateClusterFailure("pg_ctl \(arguments.last ?? "") failed:\n\(done.output)\n\(lastLines)")
    }

    private func attempt(_ verb: String, _ body: () throws -> Void) throws(PrivateClusterFailure) {
        do {
            try body()
        } catch {
            throw PrivateClusterFailure("cannot \(verb) in \(directory.path): \(error.localizedDescription)")
        }
    }

    /// Durable as in production, but small: a laptop has other things to do.
    private var configuration: String {
        let path = directory.path.replacing("'", with: "''")
        let usual = [
            "listen_addresses": "''",
            "unix_socket_directories": "'\(path)'",
            "port": "5432",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "max_wal_size": "256MB",
            "logging_collector": "off",
            "log_timezone": "'UTC'",
            "timezone": "'UTC'",
        ]
        let lines = usual.merging(options) { _, option in option }.map { "\($0) = \($1)\n" }
        return "# Written anew at each start.\n" + lines.sorted().joined()
    }
}
