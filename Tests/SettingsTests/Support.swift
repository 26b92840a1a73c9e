import Foundation
import Settings
import Testing

/// A settings file that is gone when the test is over.
final class SettingsFileOnDisk: Sendable {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "relance-\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// What was wrong, line by line; empty when nothing was. Without a file, one that says nothing.
func mistakes(file: String = "/dev/null", environment: [String: String]) -> [String] {
    do throws(SettingsMistakes) {
        _ = try Settings.load(file: file, environment: environment)
        return []
    } catch {
        return error.lines
    }
}

/// A secret that is long enough.
func secret(_ letter: String) -> String {
    String(repeating: letter, count: 32)
}
