import Foundation

extension Settings {
    /// Where settings are looked for when nobody says otherwise; it may be missing.
    package static let usualFile = "config/relance.yaml"

    /// Reads the environment over the file over the defaults.
    ///
    /// - Parameter file: From the command line. Else `RELANCE_CONFIG` names the file, else it is ``usualFile`` if that
    ///   exists. A file that was named must exist.
    /// - Throws: Every mistake in file and environment at once.
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
