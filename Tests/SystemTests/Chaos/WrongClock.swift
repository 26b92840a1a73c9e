import Foundation

/// The environment of a process whose wall clock is wrong, and whose monotonic clock is not: as on a machine that nobody
/// keeps in time. Debian's package faketime does it.
enum WrongClock {
    static func hour(ahead: Bool, behind: Bool) -> [String: String] {
        guard ahead || behind, let library else { return [:] }
        return ["LD_PRELOAD": library, "FAKETIME": ahead ? "+1h" : "-1h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
    }

    /// nil: the package is not installed, and all clocks are right.
    static let library: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib")) ?? []
        let files = folders.map { "/usr/lib/\($0)/faketime/libfaketime.so.1" }
        return files.first(where: FileManager.default.fileExists)
    }()
}
