import Foundation
import Settings
import Testing

/// A settings file that is removed when the test ends.
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

/// The mistakes, line by line; empty if there were none. Without a file, it reads an empty one.
func mistakes(file: String = "/dev/null", environment: [String: String]) -> [String] {
    do throws(SettingsMistakes) {
        _ = try Settings.load(file: file, environment: environment)
        return []
    } catch {
        return error.lines
    }
}

/// A secret of sufficient length.
func secret(_ letter: String) -> String {
    String(repeating: letter, count: 32)
}
