import Automation
import Foundation
import Testing

@testable import Commands
@testable import Store

struct ClockSpeedTests {
    @Test(arguments: [
        ("1 day", 86_400.0), ("90 minutes", 5_400), ("3600", 3_600), ("real", 1), ("1", 1), ("1 week", 604_800),
    ])
    func `a speed is a time, a number of seconds, or real`(text: String, factor: Double) throws {
        #expect(try ClockSpeed(parsing: text).factor == factor)
    }

    @Test(arguments: ["2 dayz", "", "0", "-1", "1 month", "nan", "8 days"])
    func `what is no speed is refused`(text: String) {
        #expect(throws: (any Error).self) { try ClockSpeed(parsing: text) }
    }

    @Test func `an hour lasts a twenty-fourth of a second when a day lasts one`() {
        #expect(ClockSpeed.usual.real(.hours(12)) == .milliseconds(500))
        #expect(ClockSpeed.usual.engineTime(in: .seconds(3)) == .seconds(3 * 86_400))
        #expect(ClockSpeed.usual.description == "1 day passes in a second.")
    }
}

struct ReceivedLetterTests {
    @Test func `links are found although quoted-printable has folded them`() {
        let letter = ReceivedLetter(
            source: """
                List-Unsubscribe: <http://127.0.0.1:8080/u/AbC-1_2>
                Content-Transfer-Encoding: quoted-printable

                <a href=3D"http://127.0.0.1:8080/c/Xy=
                Z_9-a">The guide</a>
                """
        )

        #expect(letter.link == "http://127.0.0.1:8080/c/XyZ_9-a")
        #expect(letter.unsubscribeURL == "http://127.0.0.1:8080/u/AbC-1_2")
    }
}

struct ParagraphTests {
    private let monday = Date(timeIntervalSince1970: 1_795_500_000)  // 2026-11-24 06:00 UTC, a Tuesday

    @Test func `the same thing is told once for all it happened to, on their own clock`() {
        let news = [
            sent(to: "Aiko Tanaka", in: "Asia/Tokyo"), sent(to: "Léa Rousseau", in: "Europe/Paris"),
            sent(to: "Hugo Girard", in: nil),
        ]

        let paragraphs = Paragraph.paragraphs(telling: news, workspaceZone: TimeZone(identifier: "Europe/Paris")!)

        #expect(
            paragraphs.map { $0.text(on: Console()) } == [
                "Tue 24 Nov 15:00 (Tokyo)     Aiko Tanaka        nurture         receives letter: “Hello”",
                "Tue 24 Nov 07:00 (Paris)     2 contacts         nurture         receives letter: “Hello”\n"
                    + "                             Léa Rousseau, Hugo Girard",
            ]
        )
    }

    private func sent(to name: String, in zone: String?) -> Happening {
        Happening(
            contact: ContactID(rawValue: 1),
            at: monday,
            who: name,
            zone: zone,
            workflow: "nurture",
            what: .sent,
            subject: "letter",
            detail: "Hello",
            until: nil
        )
    }
}

struct DemoFolderTests {
    private let place = URL(filePath: "/tmp/relance-folder-\(UUID().uuidString.prefix(8))")

    @Test func `a folder with somebody's files is left alone`() throws {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data().write(to: place.appending(path: "novel.txt"))
        defer { try? FileManager.default.removeItem(at: place) }

        #expect(throws: (any Error).self) { try DemoFolder(place) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["novel.txt"])
    }

    @Test func `two demos cannot share a folder`() throws {
        let folder = try DemoFolder(place)
        defer { folder.remove() }

        #expect(throws: (any Error).self) { try DemoFolder(place) }
    }
}
