import Foundation
import Settings
import Testing

struct LoadTests {
    @Test func `without file and variables the defaults stand`() throws {
        #expect(try Settings.load(environment: [:]) == Settings())
    }

    @Test func `the defaults agree with one another`() {
        #expect(Settings().disagreements().isEmpty)
    }

    @Test func `a variable wins over the file, and the file over the default`() throws {
        let file = try SettingsFileOnDisk("smtp:\n  host: mail.example.com\n  port: 25\n")

        let settings = try Settings.load(file: file.path, environment: ["RELANCE_SMTP_PORT": "465"])

        #expect(settings.smtp.host == "mail.example.com")
        #expect(settings.smtp.port == 465)
        #expect(settings.smtp.connections == Settings().smtp.connections)
    }

    @Test func `the file may be named by a variable, and the command line wins over it`() throws {
        let named = try SettingsFileOnDisk("log: { level: debug }")
        let other = try SettingsFileOnDisk("log: { level: error }")
        let environment = ["RELANCE_CONFIG": named.path]

        #expect(try Settings.load(environment: environment).log.level == .debug)
        #expect(try Settings.load(file: other.path, environment: environment).log.level == .error)
    }

    @Test func `a file that was named must exist`() {
        let mistakes = mistakes(file: "/nowhere/relance.yaml", environment: [:])

        #expect(mistakes == ["/nowhere/relance.yaml:1:1: cannot be read: it is missing, not readable, or not UTF-8"])
    }

    @Test func `a group with nothing in it is no mistake`() throws {
        let file = try SettingsFileOnDisk("smtp:\n  # host: example\nlog:\n")

        #expect(try Settings.load(file: file.path, environment: [:]) == Settings())
    }

    @Test func `what is empty is kept without end, where that can be chosen`() throws {
        let file = try SettingsFileOnDisk("retention:\n  events: \"\"\n  enrollments: 365 days\n")

        let retention = try Settings.load(file: file.path, environment: [:]).retention

        #expect(retention.events == nil)
        #expect(retention.enrollments == .seconds(365 * 86_400))
        #expect(retention.messages == .seconds(90 * 86_400))
    }

    @Test func `every kind of value is read from a variable`() throws {
        let settings = try Settings.load(environment: [
            "RELANCE_DATABASE_URL": "postgresql://relance@db/relance",
            "RELANCE_DATABASE_PREPARED_STATEMENTS": "no",
            "RELANCE_WORKSPACE_TIME_ZONE": "America/New_York",
            "RELANCE_WORKSPACE_DEFAULT_SENDER": "Équipe, Example <bonjour@example.com>",
            "RELANCE_WORKSPACE_PUBLIC_URL": "https://mail.example.com/r/",
            "RELANCE_WORKSPACE_UNSUBSCRIBE_MAILBOX": "",
            "RELANCE_EMAIL_TRANSPORT": "maildir",
            "RELANCE_EMAIL_RESEND_AFTER": "2 hours",
            "RELANCE_API_WRITE_KEYS": "one, two",
            "RELANCE_API_BODY_MAX": "1 MB",
            "RELANCE_TRACKING_SECRETS": "b:\(secret("b")),a:\(secret("a"))",
        ])

        #expect(settings.database.url?.value == "postgresql://relance@db/relance")
        #expect(!settings.database.preparedStatements)
        #expect(settings.workspace.timeZone.identifier == "America/New_York")
        #expect(settings.workspace.defaultSender == Sender(name: "Équipe, Example", address: "bonjour@example.com"))
        #expect(settings.workspace.publicURL.absoluteString == "https://mail.example.com/r")
        #expect(settings.workspace.unsubscribeMailbox == nil)
        #expect(settings.email.transport == .maildir)
        #expect(settings.email.resendAfter == .seconds(7200))
        #expect(settings.api.writeKeys == ["one", "two"])
        #expect(settings.api.bodyMax == 1_048_576)
        #expect(settings.tracking.secrets.map(\.id) == ["b", "a"])
    }

    @Test func `a list in the file is a list`() throws {
        let file = try SettingsFileOnDisk("api:\n  write_keys:\n    - one\n    - two\n")

        #expect(try Settings.load(file: file.path, environment: [:]).api.writeKeys == ["one", "two"])
    }

    @Test func `variables of the test suite and of others are left alone`() throws {
        let environment = ["RELANCE_TEST_POSTGRES": "host=/tmp", "SMTP_PORT": "abc", "PATH": "/bin"]

        #expect(try Settings.load(environment: environment) == Settings())
    }
}
