import Automation
import Delivery
import Foundation
import Testing

@Suite struct EmailMessageTests {
    @Test func `a message is the same bytes every time, and these`() throws {
        var message = EmailMessage.example(
            subject: "Grüße aus Köln",
            text: "Hello Anna,\nsee you.\n",
            html: "<p>Hello Änna</p>"
        )
        message.list = .example

        let bytes = try message.encoded()

        #expect(try message.encoded() == bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == """
                Date: Mon, 02 Mar 2026 09:00:05 +0000
                From: "Muster, Max" <max@example.com>
                To: Anna <anna@example.org>
                Message-ID: <0b5c@example.com>
                Subject: =?UTF-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?=
                MIME-Version: 1.0
                List-Id: <news.example.com>
                List-Unsubscribe: <https://t.example.com/u/token123>,
                 <mailto:stop@example.com?subject=token123>
                List-Unsubscribe-Post: List-Unsubscribe=One-Click
                Feedback-ID: welcome:news:relance:example
                Content-Type: multipart/alternative;
                 boundary="part-0b5c"

                --part-0b5c
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Hello Anna,
                see you.

                --part-0b5c
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                <p>Hello =C3=84nna</p>

                --part-0b5c--

                """.replacing("\n", with: "\r\n")
        )
    }

    @Test(arguments: [
        "Plain words", "", "Grüße 🎉 und 日本語のメール、とても長い件名が続きますので折り返しが必要になります",
        String(repeating: "word ", count: 60) + "end",
        "👨‍👩‍👧‍👦 family 👩🏽‍🚀 é e\u{301}" + String(repeating: "👨‍👩‍👧‍👦", count: 20),
        "=?UTF-8?B?not encoded?=", " leading and  double  blanks ", "one-word-" + String(repeating: "x", count: 300),
        "tab\tinside", "Prix : 25 % — « moins cher »",
    ])
    func `a subject survives in any script and length`(subject: String) throws {
        let bytes = try EmailMessage.example(subject: subject).encoded()

        let parsed = try ParsedEmail(bytes)

        #expect(parsed.headers["subject"] == subject)
        #expect(parsed.defects.isEmpty)
        Self.expectWireFormat(bytes)
    }

    @Test func `an encoded word never splits a character`() throws {
        let subject = String(repeating: "👨‍👩‍👧‍👦é", count: 30)
        let text = String(decoding: try EmailMessage.example(subject: subject).encoded(), as: UTF8.self)

        for word in text.matches(of: /=\?UTF-8\?B\?([^?]*)\?=/) {
            let part = try #require(Data(base64Encoded: String(word.1)).flatMap { String(data: $0, encoding: .utf8) })
            #expect(part.allSatisfy { $0 == "👨‍👩‍👧‍👦" || $0 == "é" })
            #expect(word.0.count <= 75)
        }
    }

    @Test(arguments: [
        "Hello\n", "Zeilen:\r\n\r\n.\r\n..\r\n.dot\r\nFrom here on\n", "trailing blank \nand tab\t\n",
        "日本語の本文です。\n絵文字も🎉\n", String(repeating: "a long line without any break ", count: 100) + "\n",
        String(repeating: "x", count: 5_000) + "\n", "=3D = equals =\n", "é\n",
        String(repeating: "é", count: 2_000) + "\n",
    ])
    func `both bodies survive as they are written`(body: String) throws {
        let html = "<html><body><p>\(body)</p></body></html>\n"
        let bytes = try EmailMessage.example(text: body, html: html).encoded()

        let parsed = try ParsedEmail(bytes)

        #expect(parsed.contentType == "multipart/alternative")
        #expect(parsed.text?.withUnixLineEnds == body.withUnixLineEnds)
        #expect(parsed.html?.withUnixLineEnds == html.withUnixLineEnds)
        #expect(parsed.defects.isEmpty)
        Self.expectWireFormat(bytes)
    }

    @Test func `any text survives quoted-printable and base64`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var luck = SplitMix64(seed: seed)
        let pieces = [
            "a", "Z", "=", ".", "\n", "\r\n", " ", "\t", "é", "語", "🎉", "From ", "--part-0b5", "\u{2028}", "&",
        ]

        for _ in 0..<40 {
            let body = (0..<Int.random(in: 0..<400, using: &luck)).map { _ in pieces.randomElement(using: &luck) ?? "" }
            let bytes = try EmailMessage.example(text: body.joined(), html: body.reversed().joined()).encoded()
            let parsed = try ParsedEmail(bytes)
            #expect(parsed.text?.endingLine == body.joined().endingLine, "seed \(seed)")
            #expect(parsed.html?.endingLine == body.reversed().joined().endingLine, "seed \(seed)")
            Self.expectWireFormat(bytes)
        }
    }

    @Test func `text-only mail has one part`() throws {
        let parsed = try ParsedEmail(EmailMessage.example(text: "only text\n", html: nil).encoded())
        #expect(parsed.contentType == "text/plain")
        #expect(parsed.text?.withUnixLineEnds == "only text\n")
    }

    @Test(arguments: [
        "Anna", "Müller, Änne", "\"Q\" \\ back", "日本 太郎", "a.b@c", String(repeating: "Long Name ", count: 12) + "End",
        "Längerer Name mit Ümlauten",
    ])
    func `a display name survives and hides no second address`(name: String) throws {
        let mailbox = try Mailbox(name: name, address: EmailAddress("anna@example.org"))
        var message = EmailMessage.example()
        message.to = mailbox
        message.replyTo = mailbox

        let parsed = try ParsedEmail(message.encoded())

        #expect(parsed.headers["to"]?.hasSuffix("<anna@example.org>") == true)
        #expect(try Mailbox(parsing: parsed.headers["to"] ?? "").name == name)
        #expect(parsed.headers["reply-to"] == parsed.headers["to"])
        #expect(parsed.defects.isEmpty)
    }

    @Test func `list mail can be left in one click`() throws {
        var message = EmailMessage.example()
        message.list = .example

        let headers = try ParsedEmail(message.encoded()).headers

        #expect(
            headers["list-unsubscribe"]
                == "<https://t.example.com/u/token123>, <mailto:stop@example.com?subject=token123>"
        )
        #expect(headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
        #expect(headers["list-id"] == "<news.example.com>")
        #expect(headers["feedback-id"] == "welcome:news:relance:example")
        #expect(headers["auto-submitted"] == nil)
    }

    @Test func `internal mail says that no person wrote it`() throws {
        var message = EmailMessage.example()
        message.isAutomatic = true
        #expect(try ParsedEmail(message.encoded()).headers["auto-submitted"] == "auto-generated")
    }

    @Test(arguments: ["a\r\nBcc: victim@example.com", "a\nb", "a\rb", "a\0b", "a\u{85}b", "a\u{2028}b", "\u{7F}"])
    func `a header with a line break in it is refused, not repaired`(text: String) throws {
        #expect(throws: MessageFailure.controlCharacter(header: "Subject")) {
            try EmailMessage.example(subject: text).encoded()
        }
        var message = EmailMessage.example()
        message.list = .example
        message.list?.id = "news\(text)"
        #expect(throws: MessageFailure.malformedHeader("List-Id")) { try message.encoded() }
        message.list = ListHeaders(id: "news.example.com", unsubscribeURL: "https://t.example.com/\(text)")
        #expect(throws: MessageFailure.malformedHeader("List-Unsubscribe")) { try message.encoded() }
    }

    @Test func `an unsubscribe link without https, or too long, is refused`() throws {
        var message = EmailMessage.example()
        message.list = ListHeaders(id: "news.example.com", unsubscribeURL: "http://t.example.com/u/1")
        #expect(throws: MessageFailure.malformedHeader("List-Unsubscribe")) { try message.encoded() }
        message.list = ListHeaders(
            id: "news.example.com",
            unsubscribeURL: "https://t.example.com/" + String(repeating: "u", count: 1_000)
        )
        #expect(throws: MessageFailure.headerTooLong("List-Unsubscribe")) { try message.encoded() }
    }

    @Test(arguments: [
        (0.0, "Thu, 01 Jan 1970 00:00:00 +0000"), (1_772_442_005.9, "Mon, 02 Mar 2026 09:00:05 +0000"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 +0000"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
    ])
    func `dates are written in UTC`(seconds: Double, text: String) throws {
        var message = EmailMessage.example()
        message.identity = .init(messageID: "1@example.com", date: Date(timeIntervalSince1970: seconds), boundary: "b")
        #expect(String(decoding: try message.encoded(), as: UTF8.self).hasPrefix("Date: \(text)\r\n"))
    }

    /// 7-bit, CRLF only, no line over 998 bytes; headers and encoded bodies within 78.
    static func expectWireFormat(_ bytes: [UInt8]) {
        #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.unicodeScalars.filter { $0 == "\r" }.count == text.unicodeScalars.filter { $0 == "\n" }.count)
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { !$0.unicodeScalars.contains { $0 == "\r" || $0 == "\n" } })
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
    }
}

extension EmailMessage {
    /// A valid message. Tests change the parts that they are about.
    static func example(subject: String = "Hello", text: String = "Hello\n", html: String? = "<p>Hello</p>")
        -> EmailMessage
    {
        EmailMessage(
            from: try! Mailbox(parsing: "\"Muster, Max\" <max@example.com>"),
            to: try! Mailbox(parsing: "Anna <anna@example.org>"),
            content: EmailContent(subject: subject, text: text, html: html),
            identity: Identity(
                messageID: "0b5c@example.com",
                date: Date(timeIntervalSince1970: 1_772_442_005),
                boundary: "part-0b5c"
            )
        )
    }
}

extension ListHeaders {
    static let example = ListHeaders(
        id: "news.example.com",
        unsubscribeURL: "https://t.example.com/u/token123",
        unsubscribeMailbox: try! EmailAddress("stop@example.com"),
        feedbackID: "welcome:news:relance:example"
    )
}

extension String {
    var withUnixLineEnds: String { replacing("\r\n", with: "\n") }

    fileprivate var endingLine: String {
        let text = withUnixLineEnds.replacing("\r", with: "\n")
        return text.hasSuffix("\n") ? text : text + "\n"
    }
}
