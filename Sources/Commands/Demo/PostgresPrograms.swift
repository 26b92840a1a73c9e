import Foundation

/// The programs of one installed PostgreSQL: `initdb` and `pg_ctl`.
struct PostgresPrograms: Sendable {
    /// The oldest version that Relance's SQL works with.
    static let oldestMajor = 15

    let directory: String
    let major: Int
    private let account: PostgresAccount

    /// Finds the newest installed version, or the one that fits `major`.
    static func find(major: Int?, as account: PostgresAccount) async throws(PrivateClusterFailure) -> PostgresPrograms {
        var found: [PostgresPrograms] = []
        for directory in candidates() {
            guard let version = await version(in: directory) else { continue }
            found.append(PostgresPrograms(directory: directory, major: version, account: account))
        }
        if let fitting = found.filter({ major == nil || $0.major == major }).max(by: { $0.major < $1.major }) {
            guard fitting.major >= oldestMajor else { throw missing(found) }
            return fitting
        }
        throw major.map { PrivateClusterFailure("the data was made by PostgreSQL \($0), which is no longer installed") }
            ?? missing(found)
    }

    /// Runs one of the programs as the account, from a folder that every user may enter.
    func run(_ program: String, _ arguments: [String]) async throws(PrivateClusterFailure) -> ProgramRun {
        let command = ["\(directory)/\(program)"] + arguments
        switch account {
        case .own: return try await ProgramRun.run(command)
        case .postgres(let prefix): return try await ProgramRun.run(prefix + command)
        }
    }

    /// The full path of a program that a shell would find.
    static func inPath(_ program: String) -> String? {
        searchPath.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    private static var searchPath: [String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").map(String.init) + ["/usr/bin", "/usr/sbin", "/bin", "/sbin"]
    }

    /// Debian keeps the programs of each major version out of the search path.
    private static func candidates() -> [String] {
        let root = "/usr/lib/postgresql"
        let majors = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return (searchPath + majors.map { "\(root)/\($0)/bin" }).filter { directory in
            ["initdb", "pg_ctl"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
        }
    }

    private static func version(in directory: String) async -> Int? {
        guard let run = try? await ProgramRun.run(["\(directory)/pg_ctl", "--version"]), run.succeeded else {
            return nil
        }
        return run.output.firstMatch(of: /PostgreSQL\) (\d+)/).flatMap { Int($0.output.1) }
    }

    private static func missing(_ found: [PostgresPrograms]) -> PrivateClusterFailure {
        let newest =
            found.map(\.major).max().map { "only PostgreSQL \($0) is installed" } ?? "PostgreSQL is not installed"
        return PrivateClusterFailure(
            "\(newest); Relance needs version \(oldestMajor) or later (apt install postgresql)"
        )
    }
}
