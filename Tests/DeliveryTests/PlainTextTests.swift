import Automation
import Delivery
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("<p>Hello <b>Anna</b>,</p><p>two&nbsp;words &amp; more</p>", "Hello Anna,\n\ntwo words & more\n"),
        ("one<br>two<br/>three", "one\ntwo\nthree\n"),
        ("<a href=\"https://example.com/?a=1&amp;b=2\">our page</a>.", "our page (https://example.com/?a=1&b=2).\n"),
        ("<a href=\"https://example.com\">https://example.com</a>", "https://example.com\n"),
        ("<a href=\"https://example.com\"><img src=x></a>", "https://example.com\n"),
        ("<a href=\"mailto:x@example.com\">write</a>", "write (x@example.com)\n"),
        ("<head><style>p { color: red }</style><title>t</title></head><body>  shown\n </body>", "shown\n"),
        ("<ul><li>tea</li><li>milk</li></ul>end", "- tea\n- milk\n\nend\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"),
        ("<!-- hidden --><p>1 &lt; 2 &#8364; &#x1F389;</p>", "1 < 2 € 🎉\n"),
        ("caf&eacute;&unknown; &", "café&unknown; &\n"), ("<img src=x>", ""),
        ("<p>a&nbsp;b &copy2026</p><title>t</title><textarea>c < d</textarea>", "a b ©2026\n\nc < d\n"),
        ("<a href=\"https://example.com\n/a\">x</a>", "x (https://example.com/a)\n"),
    ])
    func `text is derived from html when there is none`(html: String, text: String) throws {
        let content = try EmailTemplate(subject: "s", text: nil, html: html).render(TemplateContext()).content()
        #expect(content.text == text)
        #expect(content.html == html)
    }
}

@Suite struct PlainTextLinkTests {
    @Test func `a derived text has the links of its html, and makes none of words or values`() throws {
        let html = """
            <a href="https://x.example/?c={{contact.id}}">shop</a> <a href="{{contact.site}}">yours</a> {{contact.site}}
            <a href="https://y.example/">https://y.example/</a> https://z.example/
            """
        let context = TemplateContext(contact: ["id": .number("7"), "site": "https://evil.example/"])
        let filled = try EmailTemplate(subject: "s", text: nil, html: html).render(context)

        #expect(filled.links == ["https://x.example/?c=7", "https://y.example/"])
        #expect(
            filled.content { "<\($0)>" }.text
                == "shop (<https://x.example/?c=7>) yours (https://evil.example/) https://evil.example/ "
                + "<https://y.example/> https://z.example/\n"
        )
    }
}
