import Foundation

extension Settings {
    /// The file that is read if no other is named. It may be missing.
    package static let usualFile = "config/relance.yaml"

    /// Reads the settings: the environment overrides the file, which overrides the defaults.
    ///
    /// - Parameter file: From the command line. Otherwise `RELANCE_CONFIG` names the file, or it is ``usualFile`` if
    ///   that exists. A file that was named must exist.
    /// - Throws: All mistakes in file and environment together.
    package static func load(
        file: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SettingsMistakes) -> Settings {
        let chosen = file ?? environment["RELANCE_CONFIG"] ?? usual()
        return try read(chosen.map { SettingsFile(path: $0) } ?? SettingsFile(), environment: environment)
    }

    static func read(_ file: SettingsFile, environment: [String: String]) throws(SettingsMistakes) -> Settings {
        var reading = SettingsReading(file: file, environment: environment)
        let settings = reading.settings()
        guard reading.mistakes.isEmpty else {
            throw SettingsMistakes(lines: reading.mistakes.sorted { $0.place < $1.place }.map(\.description))
        }
        return settings
    }

    private static func usual() -> String? {
        FileManager.default.fileExists(atPath: usualFile) ? usualFile : nil
    }
}
