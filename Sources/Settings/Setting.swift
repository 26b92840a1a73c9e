/// One setting: its key, its meaning, its notation, and where it is stored.
package struct Setting: Sendable {
    /// As in the file, group and name: `smtp.port`.
    package let key: String
    /// A sentence or two for an operator who is about to change it.
    package private(set) var meaning = ""
    /// The allowed values: "a port (1–65535)".
    package let expectation: String
    package let isSecret: Bool
    /// Writes `text` into the settings. Returns false, and changes nothing, if the text is not as expected.
    package let assign: @Sendable (_ text: String, _ settings: inout Settings) -> Bool
    /// The value in `settings`, as it is written. This includes secrets.
    package let text: @Sendable (_ settings: Settings) -> String

    init<Value>(
        _ key: String,
        _ path: any WritableKeyPath<Settings, Value> & Sendable,
        _ notation: Notation<Value>
    ) {
        self.key = key
        self.expectation = notation.expectation
        self.isSecret = notation.isSecret
        self.text = { notation.write($0[keyPath: path]) }
        self.assign = { text, settings in
            guard let value = notation.read(text) else { return false }
            settings[keyPath: path] = value
            return true
        }
    }

    func means(_ meaning: String) -> Setting {
        var setting = self
        setting.meaning = meaning
        return setting
    }

    /// The environment variable that overrides the file: `RELANCE_SMTP_PORT`.
    package var variable: String {
        "RELANCE_" + key.replacing(".", with: "_").uppercased()
    }

    /// The value for people to see, with secrets hidden.
    func shown(in settings: Settings) -> String {
        let text = text(settings)
        return isSecret && !text.isEmpty ? Secret(text).description : text
    }
}
