import Configuration

/// One reading of all settings. It goes on after a mistake, to find all of them.
struct SettingsReading {
    private let file: SettingsFile
    private let variables: [String: String]
    private let reader: ConfigReader
    private(set) var mistakes: [Mistake]

    init(file: SettingsFile, environment: [String: String]) {
        self.file = file
        variables = environment.filter { Catalog.byVariable[$0.key] != nil }
        mistakes = file.mistakes + Self.unknownVariables(in: environment)
        reader = ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "relance"),
            InMemoryProvider(name: "file", values: file.configValues),
        ])
    }

    /// The settings. Use them only if no mistakes were found.
    mutating func settings() -> Settings {
        var settings = Settings()
        for setting in Catalog.settings {
            guard let text = reader.string(forKey: ConfigKey(setting.key)) else { continue }
            guard !setting.assign(text, &settings) else { continue }
            report(setting.key, "\(setting.isSecret ? "this" : "\"\(text)\"") is not \(setting.expectation)")
        }
        for disagreement in settings.disagreements() {
            report(disagreement.key, disagreement.sentence)
        }
        return settings
    }

    private mutating func report(_ key: String, _ sentence: String) {
        mistakes.append(Mistake(place: place(of: key), sentence: sentence))
    }

    /// Where the effective value was written.
    private func place(of key: String) -> Mistake.Place {
        if let setting = Catalog.byKey[key], variables[setting.variable] != nil { return .variable(setting.variable) }
        return file.entries[key]?.place ?? .setting(key)
    }

    /// Names that look like Relance's settings and are not. `RELANCE_TEST_…` belongs to the test suite.
    private static func unknownVariables(in environment: [String: String]) -> [Mistake] {
        let ours = environment.keys.filter { $0.hasPrefix("RELANCE_") && !$0.hasPrefix("RELANCE_TEST_") }
        return ours.filter { $0 != "RELANCE_CONFIG" && Catalog.byVariable[$0] == nil }.map { name in
            let guess = Suggestion.closest(to: name, among: Catalog.byVariable.keys)
            return Mistake(place: .variable(name), sentence: unknown(name, guess: guess))
        }
    }

    /// Kubernetes describes every service of a namespace in the environment, so a service called `relance-…` appears
    /// here.
    private static func unknown(_ name: String, guess: String?) -> String {
        if name.contains("_SERVICE_") || name.contains("_PORT_") {
            return "not a setting; if Kubernetes put it there, say `enableServiceLinks: false` in the pod"
        }
        return "not a setting" + (guess.map { "; did you mean \($0)?" } ?? "")
    }
}

extension SettingsFile {
    fileprivate var configValues: [AbsoluteConfigKey: ConfigValue] {
        let pairs = entries.map { key, entry in
            (
                AbsoluteConfigKey(ConfigKey(key)),
                ConfigValue(.string(entry.text), isSecret: Catalog.byKey[key]?.isSecret ?? true)
            )
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
