package import Foundation

/// A private PostgreSQL cluster in one directory, for the demo and for tests that crash it.
///
/// Its socket is in the directory and it opens no TCP port, so it neither meets another PostgreSQL nor lets other users
/// in. A directory that already holds a cluster is reused, with its data. PostgreSQL refuses to run as root; if root
/// starts it, it runs as the user `postgres`, who then owns the directory.
package struct PrivateCluster: Sendable {
    /// How a cluster is stopped: `immediate` is a crash, from which the next start recovers.
    package enum StopMode: String, Sendable {
        case fast
        case immediate
    }

    /// A socket's path has at most 107 bytes, of which its own name takes fifteen.
    private static let pathBytesMax = 90

    package let directory: URL
    private let options: [String: String]
    private let account: PostgresAccount

    /// - Parameter options: Lines for `postgresql.conf` that differ from the demo's usual ones.
    /// - Throws: If the path is too long for a socket, or root has no user to run PostgreSQL as.
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

    /// The address for clients: a libpq connection string for the database `postgres`, as a superuser.
    package var conninfo: String { conninfo(database: "postgres") }

    /// The address of another database, whose name needs no quotes.
    package func conninfo(database: String) -> String {
        let path = directory.path.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        return "host='\(path)' port=5432 user=postgres dbname=\(database)"
    }

    /// Starts the cluster and returns when it answers. Creates it first if there is none, and leaves a running one as
    /// it is.
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

    /// Stops the cluster and returns when it has ended. Does nothing if it is not running.
    package func stop(_ mode: StopMode = .fast) async throws(PrivateClusterFailure) {
        guard exists else { return }
        let programs = try await PostgresPrograms.find(major: majorOfData(), as: account)
        guard try await isRunning(programs) else { return }
        try await control(programs, ["--mode", mode.rawValue, "stop"])
    }

    /// Stops the cluster and deletes what it created. Other files in the directory stay.
    package func remove() async throws(PrivateClusterFailure) {
        try await stop(.immediate)
        for name in ["data", "data.unfinished", "relance.conf", "log"] {
            try? FileManager.default.removeItem(at: file(name))
        }
        if (try? FileManager.default.contentsOfDirectory(atPath: directory.path))?.isEmpty == true {
            try? FileManager.default.removeItem(at: directory)
        }
    }

    /// Starts the cluster, runs `body`, and stops the cluster whatever happened.
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

    /// The major version that created the data. Only that version can read it.
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

    /// Creates the cluster under another name first, so that an interrupted creation is never taken for a cluster.
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

    /// As durable as in production, but small, because a laptop has other work to do.
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
