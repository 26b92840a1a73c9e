import ArgumentParser
import Logging
import Settings
import Telemetry

/// Where a command finds its settings: `--config FILE`, else RELANCE_CONFIG, else `config/relance.yaml` if it exists.
/// Variables `RELANCE_…` override the file.
struct SettingsOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "Settings file; default RELANCE_CONFIG, else config/relance.yaml.")
    var file: String?

    func load() throws -> Settings { try Settings.load(file: file) }

    /// For the long-running processes. It also decides where log lines go.
    func loadAndLog() throws -> Settings {
        let settings = try load()
        Logs.bootstrap(level: settings.log.level.loggerLevel, format: settings.log.format == .json ? .json : .text)
        return settings
    }
}

extension Settings.LogLevel {
    var loggerLevel: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
