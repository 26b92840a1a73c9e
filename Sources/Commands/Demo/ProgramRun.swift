import Dispatch
import Foundation

/// One program, run to its end.
///
/// It does not use Foundation's `Process`: on Linux that waits until the last descendant has ended, and a started
/// PostgreSQL stays.
struct ProgramRun: Sendable {
    let succeeded: Bool
    /// Its output, from both streams.
    let output: String

    /// - Parameter command: The program's full path, and its arguments.
    static func run(_ command: [String]) async throws(PrivateClusterFailure) -> ProgramRun {
        let output = FileManager.default.temporaryDirectory.appending(path: "relance-\(UUID().uuidString).out")
        defer { try? FileManager.default.removeItem(at: output) }
        let process = try spawn(command, output: output.path)
        let status = await end(of: process)
        return ProgramRun(succeeded: status == 0, output: (try? String(contentsOf: output, encoding: .utf8)) ?? "")
    }

    /// Starts it in the root folder, which every account may enter, with no variables but the path.
    private static func spawn(_ command: [String], output: String) throws(PrivateClusterFailure) -> pid_t {
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&files, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&files, 1, 2)

        let inRoot = ["/bin/sh", "-c", "cd / && exec \"$@\"", "sh"]
        let arguments = (inRoot + command).map { strdup($0) }
        let variables = [strdup("PATH=/usr/bin:/bin:/usr/sbin:/sbin"), strdup("LC_ALL=C")]
        defer { (arguments + variables).forEach { free($0) } }
        var process: pid_t = 0
        let problem = posix_spawn(&process, inRoot[0], &files, nil, arguments + [nil], variables + [nil])
        guard problem == 0 else {
            throw PrivateClusterFailure("cannot run \(command[0]): \(String(cString: strerror(problem)))")
        }
        return process
    }

    /// Waits on a thread that may block. Returns the wait status: zero if the program succeeded.
    private static func end(of process: pid_t) async -> Int32 {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var status: Int32 = 0
                while waitpid(process, &status, 0) == -1, errno == EINTR {}
                continuation.resume(returning: status)
            }
        }
    }
}
