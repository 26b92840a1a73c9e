import Settings
import Testing

struct SecrecyTests {
    private let settings: Settings = {
        var settings = Settings()
        settings.database.url = "postgresql://relance:hunter2@db/relance"
        settings.smtp.user = "relance"
        settings.smtp.password = "hunter2"
        settings.api.writeKeys = ["hunter2"]
        settings.tracking.secrets = [TrackingSecret(id: "a", secret: "hunter2")]
        return settings
    }()

    @Test func `no secret is shown, however the settings are printed`() {
        var dumped = ""
        dump(settings, to: &dumped)

        for text in ["\(settings)", String(reflecting: settings), "\(settings.smtp)", "\(settings.tracking)", dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func `what is no secret is shown`() {
        #expect(settings.description.contains("smtp.user: relance\nsmtp.password: (hidden)\nsmtp.connections: 16"))
    }

    @Test(arguments: ["", ":", "a", "a:short", "a b:\(secret("a"))", "a:\(secret("a")),a:\(secret("a"))"])
    func `a mistake in a secret does not repeat it`(secrets: String) {
        let mistakes = mistakes(environment: ["RELANCE_TRACKING_SECRETS": secrets])

        #expect(mistakes.isEmpty == secrets.isEmpty)
        #expect(
            mistakes.allSatisfy {
                $0.hasPrefix("RELANCE_TRACKING_SECRETS: this is not a list in which each is id:secret")
            }
        )
    }

    @Test func `two secrets with one id are refused`() {
        let secrets = "a:\(secret("x")),a:\(secret("y"))"

        #expect(
            mistakes(environment: ["RELANCE_TRACKING_SECRETS": secrets])
                == ["RELANCE_TRACKING_SECRETS: two secrets have the same id"]
        )
    }

    @Test func `a process that signs links asks for a secret`() throws {
        try settings.requireTrackingSecrets()

        #expect(throws: SettingsMistakes.self) { try Settings().requireTrackingSecrets() }
    }
}
