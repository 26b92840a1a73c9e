import Testing

@testable import Curl

@Suite struct SMTPReplyTests {
    private func reply(_ lines: String...) -> SMTPReply? {
        var reader = SMTPReplyReader()
        return lines.reduce(nil) { $0 ?? reader.read(Array($1.utf8)) }
    }

    @Test func `one line is a reply`() {
        #expect(reply("250 ok\r\n") == SMTPReply(code: 250, enhancedCode: nil, text: "ok"))
        #expect(reply("250\r\n") == SMTPReply(code: 250, enhancedCode: nil, text: ""))
        #expect(reply("550 5.1.1 no such user\n") == SMTPReply(code: 550, enhancedCode: "5.1.1", text: "no such user"))
    }

    @Test func `several lines are one reply`() {
        #expect(
            reply("550-5.7.26 first\r\n", "550-5.7.26 second\r\n", "550 5.7.26 last\r\n")
                == SMTPReply(code: 550, enhancedCode: "5.7.26", text: "first second last")
        )
        #expect(reply("250-half\r\n") == nil)
    }

    @Test(arguments: ["", "\r\n", "25", "hello\r\n", "250x\r\n", "999 no\r\n", "199 no\r\n", "-50 no", "２５０ ok"])
    func `what is no reply is passed over`(line: String) {
        #expect(reply(line) == nil)
    }

    @Test(arguments: ["6.1.1 x", "5.1 x", "5.1.1.1 x", "5.1.9999 x", "5.a.1 x", "5..1 x"])
    func `what is no enhanced code is text`(text: String) {
        #expect(reply("550 \(text)\r\n") == SMTPReply(code: 550, enhancedCode: nil, text: text))
    }

    @Test func `a reply that never ends stays bounded`() {
        var reader = SMTPReplyReader()
        for _ in 0..<10_000 { _ = reader.read(Array("250-\(String(repeating: "x", count: 500))\r\n".utf8)) }
        #expect((reader.read(Array("250 end\r\n".utf8))?.text.count ?? 0) <= 1_000)
    }
}
