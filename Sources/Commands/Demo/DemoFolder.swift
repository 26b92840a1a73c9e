import ArgumentParser
import Foundation

/// The folder of one demo, which holds the cluster, its socket and the mail.
struct DemoFolder: Sendable {
    let url: URL
    /// The demo created it for itself.
    let isTemporary: Bool

    var mail: URL { url.appending(path: "mail") }

    /// - Parameter chosen: new, empty, or an earlier demo's; nil creates one in the system's temporary folder.
    /// - Throws: `ValidationError` if it holds other files, or another demo is using it.
    init(_ chosen: URL?) throws {
        isTemporary = chosen == nil
        url = chosen ?? Self.fresh()
        try Self.refuseStrangers(in: url)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Self.lock(url)
    }

    /// Deletes the folder with everything in it.
    func remove() { try? FileManager.default.removeItem(at: url) }

    /// The path is short, because a socket's must be.
    private static func fresh() -> URL {
        FileManager.default.temporaryDirectory
            .appending(path: "relance-demo-\(UUID().uuidString.prefix(6).lowercased())", directoryHint: .isDirectory)
    }

    /// Refuses a folder with other files: it will be closed to other users and, under root, given to `postgres`.
    private static func refuseStrangers(in url: URL) throws {
        let present = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        guard present.isEmpty || present.contains(lockName) else {
            throw ValidationError(
                "\(url.path) holds other files; name a folder that is new, empty or an earlier demo's"
            )
        }
    }

    /// The lock is held until the process ends, however it ends.
    private static func lock(_ url: URL) throws {
        let file = open(url.appending(path: lockName).path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw ValidationError("\(url.path) cannot be written: \(String(cString: strerror(errno)))")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw ValidationError("another demo is running in \(url.path)")
        }
    }

    private static let lockName = "demo.lock"
}
