import Settings
import Testing

struct MistakesTests {
    @Test func `all mistakes are told at once, those of the file from top to bottom`() throws {
        let file = try SettingsFileOnDisk(
            """
            worker:
              poll_idle: 2 dayz
            smtp:
              hots: example
              port: 70000
            """
        )

        let mistakes = mistakes(file: file.path, environment: ["RELANCE_SMTP_PROT": "25", "RELANCE_LOG_LEVEL": "loud"])

        #expect(
            mistakes == [
                "\(file.path):2:14: \"2 dayz\" is not a duration from 1 ms to 1 minute",
                "\(file.path):4:3: unknown key \"smtp.hots\"; did you mean \"smtp.host\"?",
                "\(file.path):5:9: \"70000\" is not a port (1–65535)",
                "RELANCE_LOG_LEVEL: \"loud\" is not trace, debug, info, notice, warning, error or critical",
                "RELANCE_SMTP_PROT: not a setting; did you mean RELANCE_SMTP_PORT?",
            ]
        )
    }

    @Test(arguments: [
        ("RELANCE_SMTP_PORT", "abc", "\"abc\" is not a port (1–65535)"),
        ("RELANCE_SMTP_TIMEOUT", "30", "\"30\" is not a duration from 1 s to 10 minutes"),
        ("RELANCE_SMTP_TIMEOUT", "11 minutes", "\"11 minutes\" is not a duration from 1 s to 10 minutes"),
        ("RELANCE_API_EVENT_MAX", "32 kilo", "\"32 kilo\" is not a size from 1 KB to 1 MB"),
        ("RELANCE_WORKER_BATCH", "0", "\"0\" is not a whole number from 1 to 5000"),
        ("RELANCE_EMAIL_TRACKING", "maybe", "\"maybe\" is not yes or no"),
        ("RELANCE_EMAIL_DOUBTFUL", "drop", "\"drop\" is not resend or park"),
        ("RELANCE_WORKSPACE_TIME_ZONE", "Paris", "\"Paris\" is not a time zone, such as \"Europe/Paris\""),
        (
            "RELANCE_WORKSPACE_PUBLIC_URL", "mail.example.com",
            "\"mail.example.com\" is not a web address that begins with https:// and has no query, such as \"https://mail.example.com\""
        ),
        (
            "RELANCE_WORKSPACE_DEFAULT_SENDER", "Example",
            "\"Example\" is not a sender, such as \"Example <hello@example.com>\""
        ),
    ])
    func `a value that does not fit says what would`(variable: String, value: String, sentence: String) {
        #expect(mistakes(environment: [variable: value]) == ["\(variable): \(sentence)"])
    }

    @Test(arguments: [
        ("smtp: 3", "1:7: \"smtp\" is a group; its settings stand below it, indented"),
        ("smtp:\n  host: {a: b}", "2:9: \"smtp.host\" takes a value, or a list of values"),
        ("smtp:\n  host: [{a: b}]", "2:9: \"smtp.host\" takes a value, or a list of values"),
        ("smtp.host: a\nsmtp:\n  host: b", "3:9: \"smtp.host\" is already set above"),
        ("- smtp", "1:1: settings are written `group:`, then `name: value`"),
        ("emial:\n  transport: smtp", "1:1: unknown key \"emial\"; did you mean \"email\"?"),
        ("zzzzzz: 1", "1:1: unknown key \"zzzzzz\""),
        ("smtp:\n  host: [a", "3:1: did not find expected ',' or ']'"),
        ("smtp:\n  host: a\n  host: b", "2:3: host is written twice in this group"),
    ])
    func `a file of the wrong shape says where`(text: String, sentence: String) throws {
        let file = try SettingsFileOnDisk(text)

        #expect(mistakes(file: file.path, environment: [:]) == ["\(file.path):\(sentence)"])
    }

    @Test func `what Kubernetes adds is explained`() {
        let added = ["RELANCE_API_SERVICE_HOST": "10.0.0.1"]

        #expect(
            mistakes(environment: added) == [
                "RELANCE_API_SERVICE_HOST: not a setting;"
                    + " if Kubernetes put it there, say `enableServiceLinks: false` in the pod"
            ]
        )
    }

    @Test func `the end says how many there are`() {
        let one = SettingsMistakes(lines: ["a"])
        let two = SettingsMistakes(lines: ["a", "b"])

        #expect(one.description == "a\n1 mistake in the settings. Nothing was started.")
        #expect(two.description == "a\nb\n2 mistakes in the settings. Nothing was started.")
    }
}
