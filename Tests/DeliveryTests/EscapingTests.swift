import Automation
import Delivery
import Testing

/// No value escapes from the position of its variable.
@Suite struct EscapingTests {
    private func html(_ value: String) throws -> String {
        let template = try EmailTemplate(
            subject: "s",
            text: nil,
            html: #"<p title="{{contact.name}}" lang='{{contact.name}}'>{{contact.name}}</p>"#
        )
        return try template.render(TemplateContext(contact: ["name": .text(value)])).content().html ?? ""
    }

    /// Each mark makes one `Character` with the quote before it.
    @Test(arguments: ["", "\u{301}", "\u{200D}", "\u{FE0F}", "\u{20E3}", "\u{1F3FB}", "\u{E0020}"])
    func `a quote is escaped, whatever follows it`(mark: String) throws {
        let value = "x\"\(mark) onmouseover=alert(1) y='\(mark)<\(mark)>\(mark)&\(mark)"
        let escaped = "x&quot;\(mark) onmouseover=alert(1) y=&#39;\(mark)&lt;\(mark)&gt;\(mark)&amp;\(mark)"

        #expect(try html(value) == "<p title=\"\(escaped)\" lang='\(escaped)'>\(escaped)</p>")
        #expect(HTMLText.escaped(value) == escaped)
    }

    @Test func `no markup of a value survives, whatever its scalars`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var luck = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            let value = Self.anyText(&luck)
            let found = try html("a" + value)
            let written = found.unicodeScalars.filter { "<>\"'".unicodeScalars.contains($0) }
            #expect(String(String.UnicodeScalarView(written)) == "<\"\"''><>", "seed \(seed)")
        }
    }

    /// Text with more markup, joiners and combining marks than anything else.
    private static func anyText(_ luck: inout SplitMix64) -> String {
        let special = Array("<>\"'&;\u{301}\u{200D}\u{FE0F}\u{20E3}\u{2}\u{3}".unicodeScalars)
        let scalars = (0..<Int.random(in: 0..<30, using: &luck)).map { _ in
            Bool.random(using: &luck)
                ? special.randomElement(using: &luck)!
                : Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &luck)) ?? "x"
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
