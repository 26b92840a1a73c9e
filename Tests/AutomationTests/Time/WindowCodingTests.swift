import Automation
import Foundation
import Testing

struct WindowCodingTests {
    @Test func `a window is stored as people would write it`() throws {
        var window = try window(
            "mon-fri 07:00-12:00; mon, wed 22:00-24:00; except 2026-12-24; except 2026-01-02; holidays FR"
        )
        window.zone = .named(try Zones.named("Europe/Paris"))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]

        let text = String(decoding: try encoder.encode(window), as: UTF8.self)

        #expect(
            text == """
                {"excluded":["2026-01-02","2026-12-24"],"holidays":["FR"],\
                "ranges":[{"days":"weekdays","from":"07:00","to":"12:00"},{"days":"mon, wed","from":"22:00","to":"24:00"}],\
                "resume":"same time","scope":"actions","zone":"Europe/Paris"}
                """
        )
        #expect(try JSONDecoder().decode(Window.self, from: Data(text.utf8)) == window)
    }

    @Test func `only the ranges are required`() throws {
        let text = #"{"ranges":[{"days":["mon","tuesday"],"from":"09:00","to":"17:00"}]}"#

        let decoded = try JSONDecoder().decode(Window.self, from: Data(text.utf8))

        #expect(try decoded == window("mon-tue 09:00-17:00"))
    }

    @Test(arguments: [
        (#"{"ranges":[{"days":"weekdys","from":"09:00","to":"17:00"}]}"#, "weekdays"),
        (#"{"ranges":[{"days":"weekdays","from":"9h","to":"17:00"}]}"#, "09:00"),
        (#"{"ranges":[],"zone":"Europe/Pariss"}"#, "Europe/Paris"),
    ])
    func `unreadable stored text says what was wrong`(text: String, suggestion: String) throws {
        let failure = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Window.self, from: Data(text.utf8))
        }
        #expect("\(try #require(failure))".contains(suggestion))
    }

    @Test func `a delay is stored as text`() throws {
        let text = String(decoding: try JSONEncoder().encode([Delay.days(2), .hours(1)]), as: UTF8.self)

        #expect(text == #"["2 days","1 hour"]"#)
        #expect(try JSONDecoder().decode([Delay].self, from: Data(text.utf8)) == [.days(2), .hours(1)])
    }

    @Test func `a window describes itself in one line`() throws {
        let window = try window("mon-fri 07:00-12:00; sat 08:00-10:00; except 2026-12-24; holidays FR")
        #expect(
            window.description == "weekdays 07:00–12:00; sat 08:00–10:00 (contact), closed on holidays FR, 2026-12-24"
        )
    }
}
