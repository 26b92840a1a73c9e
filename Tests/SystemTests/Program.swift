import Foundation

/// The built program, run like a user runs it.
enum Program {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// `relance` beside the test bundle it was built with.
    static var url: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "relance")
    }

    /// Runs a command to its end, with only the given environment.
    static func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Result {
        try await run(url, arguments, environment)
    }

    /// Runs psql as an operator does, with a script as its input.
    static func psql(_ address: String, _ script: String) async throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sql")
        try Data(script.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try await run(URL(filePath: "/usr/bin/env"), ["psql", "-X", "-f", file.path, address], [:])
    }

    static func run(_ program: URL, _ arguments: [String], _ environment: [String: String]) async throws
        -> Result
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
        let process = try make(program, arguments, environment, output: output, errors: errors)
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Result(status: status, output: try text(of: output), errors: try text(of: errors))
    }

    /// Starts a long-running process, which the caller ends. Its log goes to the file.
    static func start(_ arguments: String..., environment: [String: String], log: URL) throws -> Process {
        let process = try make(url, arguments, environment, output: log, errors: log)
        try process.run()
        return process
    }

    private static func make(
        _ program: URL,
        _ arguments: [String],
        _ environment: [String: String],
        output: URL,
        errors: URL
    ) throws -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"].merging(
            environment
        ) { $1 }
        process.currentDirectoryURL = repository
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try handle(output)
        process.standardError = errors == output ? process.standardOutput : try handle(errors)
        return process
    }

    private static func handle(_ file: URL) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        return handle
    }

    private static func text(of file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    static var repository: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}

extension Process {
    /// Ends the process immediately, as when a machine loses power.
    func kill() {
        Foundation.kill(processIdentifier, SIGKILL)
        waitUntilExit()
    }
}

/// Repeats the question until the answer is yes. Throws if that does not come in time.
func eventually(within limit: Duration, _ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NotInTime(what: what) }
        try await Task.sleep(for: .milliseconds(50))
    }
}

struct NotInTime: Error, CustomStringConvertible {
    let what: String

    var description: String { "not in time: \(what)" }
}
