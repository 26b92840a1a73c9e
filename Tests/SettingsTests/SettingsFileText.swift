import Settings

/// The text of `config/relance.yaml`: every setting with its meaning, its allowed values, and its default.
enum SettingsFileText {
    static func text() -> String {
        ([introduction] + Catalog.groups.map(group)).joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # yaml-language-server: $schema=schemas/settings.schema.json

        # Every setting of Relance, with its default. Keep what you change, delete the rest: a setting that is not
        # here has its default.
        #
        # The environment overrides this file: smtp.port is RELANCE_SMTP_PORT. Lists are written with commas there.
        # Durations have a unit (250 ms, 3 s, 15 minutes), sizes too (500 KB, where 1 KB is 1024 bytes).
        # Whatever is wrong with it is said at once, each mistake with its place, by every command that reads it.
        """

    private static func group(_ group: Catalog.Group) -> String {
        let settings = group.settings.map { "\(comment($0))\n  \(name($0)): \(value($0))" }
        return (["# \(group.meaning)\n\(group.name):"] + settings).joined(separator: "\n")
    }

    private static func comment(_ setting: Setting) -> String {
        let isObvious = setting.expectation.contains("line of text")
        let sentences = setting.meaning + (isObvious ? "" : " [\(setting.expectation)]")
        return wrapped(sentences, width: 110).map { "  # \($0)" }.joined(separator: "\n")
    }

    private static func name(_ setting: Setting) -> String {
        String(setting.key.split(separator: ".")[1])
    }

    private static func value(_ setting: Setting) -> String {
        let text = setting.text(Settings())
        if setting.expectation.hasPrefix("a list") { return "[\(text)]" }
        return text.isEmpty ? "\"\"" : text
    }

    private static func wrapped(_ text: String, width: Int) -> [String] {
        text.split(separator: " ").reduce(into: [""]) { lines, word in
            let last = lines[lines.count - 1]
            if last.count + word.count + 1 > width {
                lines.append(String(word))
            } else {
                lines[lines.count - 1] = last.isEmpty ? String(word) : "\(last) \(word)"
            }
        }
    }
}
