import Settings
import Testing

struct NotationTests {
    @Test(arguments: [
        ("250 ms", Duration.milliseconds(250)), ("3 s", .seconds(3)), ("3s", .seconds(3)), ("1 second", .seconds(1)),
        ("1 minute", .seconds(60)), ("15 minutes", .seconds(900)), ("2 hours", .seconds(7200)),
        ("1 day", .seconds(86_400)),
    ])
    func `a duration is a number and a unit`(text: String, duration: Duration) throws {
        let settings = try Settings.load(environment: ["RELANCE_DATABASE_RECONNECT_FOR": text])

        #expect(settings.database.reconnectFor == duration)
    }

    @Test(arguments: ["", "3", "s", "3  s", "-3 s", "1.5 s", "3 sec", "3 s ", "99999999999999999999 s"])
    func `anything else is not`(text: String) {
        #expect(mistakes(environment: ["RELANCE_DATABASE_RECONNECT_FOR": text]).count == 1)
    }

    @Test(arguments: [
        (Duration.zero, "0 s"), (.milliseconds(90), "90 ms"), (.milliseconds(1500), "1500 ms"), (.seconds(90), "90 s"),
        (.seconds(60), "1 minute"), (.seconds(172_800), "2 days"),
    ])
    func `a duration is written in the largest unit that is exact`(duration: Duration, text: String) {
        #expect(duration.written == text)
    }

    @Test(arguments: [
        "a@b@c", "a b@c", "Name <>", "Name <a>", "<a@b> Name", "Name\r\nBcc: x@y <a@b>", "a@b, c@d", "Name <a@b", "",
    ])
    func `a sender is one mailbox on one line`(text: String) {
        #expect(Sender(text) == nil)
    }

    @Test(arguments: ["a@b", "Name <a@b>", "Jean-Noël d'Été <jean.noel+x@mail.example.com>"])
    func `a sender is written as it was read`(text: String) {
        #expect(Sender(text)?.description == text)
    }

    @Test func `every default can be read again as it is written`() {
        for setting in Catalog.settings {
            var settings = Settings()
            #expect(setting.assign(setting.text(Settings()), &settings), "\(setting.key)")
            #expect(settings == Settings(), "\(setting.key)")
        }
    }
}
