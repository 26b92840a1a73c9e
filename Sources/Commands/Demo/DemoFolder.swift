import ArgumentParser
import Foundation

/// The folder in which everything of one demo lives: the cluster, its socket and the mail.
struct DemoFolder: Sendable {
    let url: URL
    /// Made by the demo for itself.
    let isTemporary: Bool

    var mail: URL { url.appending(path: "mail") }

    /// - Parameter chosen: new, empty, or an earlier demo's; nil makes one in the system's folder for such things.
    /// - Throws: `ValidationError` when it holds anything else, or another demo is using it.
    init(_ chosen: URL?) throws {
        isTemporary = chosen == nil
        url = chosen ?? Self.fresh()
        try Self.refuseStrangers(in: url)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Self.lock(url)
    }

    /// Deletes all of it.
    func remove() { try? FileManager.default.removeItem(at: url) }

    /// The path is short, because a socket's must be.
    private static func fresh() -> URL {
        FileManager.default.temporaryDirectory
            .appending(path: "relance-demo-\(UUID().uuidString.prefix(6).lowercased())", directoryHint: .isDirectory)
    }

    /// The folder is going to be closed to others and, under root, given to `postgres`: never somebody's own files.
    private static func refuseStrangers(in url: URL) throws {
        let present = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        guard present.isEmpty || present.contains(lockName) else {
            throw ValidationError(
                "\(url.path) holds other files; name a folder that is new, empty or an earlier demo's"
            )
        }
    }

    /// Held until the process ends, however it ends.
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
