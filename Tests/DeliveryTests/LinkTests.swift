import Automation
import Delivery
import Testing

/// Which links are tracked: those that the template wrote, and no others.
@Suite struct LinkTests {
    private func filled(text: String? = nil, html: String? = nil, _ values: [String: JSON] = [:]) throws -> FilledEmail
    {
        try EmailTemplate(subject: "s", text: text, html: html).render(TemplateContext(contact: values))
    }

    private func example() throws -> FilledEmail {
        try filled(
            text: "See https://example.com/a?x=1&y=2. Or (http://example.com/b), not mailto:x@example.com.",
            html: """
                <html><body><!-- <a href="https://example.com/comment"> -->
                <a class=big href="https://example.com/a?x=1&amp;y=2">A</a> <A HREF='https://example.com/c'>C</A>
                <a href="mailto:x@example.com">m</a> <a href="#top">t</a> <a name=x>n</a>
                <a data-x="a > b" href=https://example.com/d>D</a>
                <img src="https://example.com/i.png"></body></html>
                """
        )
    }

    @Test func `links are listed once, those of the html first`() throws {
        #expect(
            try example().links == [
                "https://example.com/a?x=1&y=2", "https://example.com/c", "https://example.com/d",
                "http://example.com/b",
            ]
        )
    }

    @Test func `only the targets change`() throws {
        let links = try example().links
        let tracked = try example().content { "https://t/c/\(links.firstIndex(of: $0)!)?a&b" }

        #expect(tracked.text == "See https://t/c/0?a&b. Or (https://t/c/3?a&b), not mailto:x@example.com.")
        #expect(
            tracked.html == """
                <html><body><!-- <a href="https://example.com/comment"> -->
                <a class=big href="https://t/c/0?a&amp;b">A</a> <A HREF='https://t/c/1?a&amp;b'>C</A>
                <a href="mailto:x@example.com">m</a> <a href="#top">t</a> <a name=x>n</a>
                <a data-x="a > b" href=https://t/c/2?a&amp;b>D</a>
                <img src="https://example.com/i.png"></body></html>
                """
        )
    }

    @Test(arguments: [
        "https://evil.example/login", "HTTPS://evil.example", #"" href="https://evil.example/"#,
        #""><a href="https://evil.example/">x</a>"#, "<a href='https://evil.example/'>x</a>",
        "\u{3}https://evil.example/\u{2}", "\u{3}<a href=https://evil.example/>\u{2}",
        "x https://evil.example/ y", "x\nhttps://evil.example/", "//evil.example", "@evil.example/", ".evil.example/",
    ])
    func `a value never becomes a tracked link`(value: String) throws {
        let places = [
            "Hi {{contact.name}},", "{{{contact.name}}}", #"<a href="{{contact.name}}">x</a>"#,
            #"<a href="{{{contact.name}}}">x</a>"#, #"<a href="https:{{contact.name}}">x</a>"#,
            #"<a href="https://{{contact.name}}">x</a>"#, #"<a href="https://good.example{{contact.name}}">x</a>"#,
            #"<p title="{{contact.name}}">x</p>"#,
            "<p title={{{contact.name}}}>x</p>", "{{uppercased(contact.name)}}",
            "{{#contact.name}}{{.}}{{/contact.name}}",
            "<style>{{{contact.name}}}</style>", "<!-- {{{contact.name}}} -->", "https://good.example{{contact.name}}",
            "{{#contact.list}}{{.}} {{/contact.list}}", "{{contact.list}}",
        ]
        let values: [String: JSON] = ["name": .text(value), "list": .list(["a", .text(value)])]

        for place in places {
            // A value that begins with a quote or an angle bracket ends the URL before it.
            let found = try filled(text: place, values).links + filled(html: place, values).links
            #expect(found.allSatisfy { $0 == "https://good.example" }, "\(place)")
        }
    }

    @Test(arguments: [
        ("https://shop.example/?c={{contact.id}}", "https://shop.example/?c=7"),
        ("https://shop.example?c={{contact.id}}&d={{contact.id}}", "https://shop.example?c=7&d=7"),
        ("https://shop.example/{{url(contact.mail)}}#top", "https://shop.example/jane%2Bt%40example.org#top"),
        ("https://{{^contact.gone}}shop{{/contact.gone}}.example/{{contact.id}}", "https://shop.example/7"),
        ("{{#contact.id}}https://a.example/{{.}}{{/contact.id}}", "https://a.example/7"),
    ])
    func `a link that the template wrote is tracked with the values in it`(link: String, target: String) throws {
        let values: [String: JSON] = ["id": .number("7"), "mail": "jane+t@example.org"]

        #expect(try filled(text: "See \(link) now", values).links == [target])
        #expect(try filled(html: #"<a href="\#(link)">x</a>"#, values).links == [target])
        #expect(try filled(text: "See \(link)", values).content { "<\($0)>" }.text == "See <\(target)>")
    }

    @Test func `a value cannot finish the character that ends the host`() throws {
        let link = "<a href=\"https://good.example&#47{{contact.name}}\">x</a>"
        #expect(try filled(html: link, ["name": "1@evil.example/"]).links == [])
        #expect(try filled(html: link, ["name": "/a"]).links == ["https://good.example//a"])
    }

    @Test func `the unsubscribe link is a value, and works without being counted`() throws {
        let template = try EmailTemplate(
            subject: "s",
            text: "{{unsubscribe_url}}",
            html: #"<a href="{{unsubscribe_url}}">x</a>"#
        )
        let filled = try template.render(TemplateContext(roots: ["unsubscribe_url": "https://t.example/u/1"]))
        #expect(filled.links == [])
    }

    @Test(arguments: [
        ("(see https://y.example/wiki/A_(b))", "https://y.example/wiki/A_(b)"),
        ("(see https://y.example/wiki/A_(b)_c).", "https://y.example/wiki/A_(b)_c"),
        ("(https://y.example/)", "https://y.example/"), ("https://y.example/a(b)(c)), ok", "https://y.example/a(b)(c)"),
        ("[https://y.example/a[1]]", "https://y.example/a[1]"), ("https://y.example/a(", "https://y.example/a("),
        ("((https://y.example/a(b)))", "https://y.example/a(b)"), ("https://y.example/a!?.,", "https://y.example/a"),
        ("HTTPS://Y.example/a", "HTTPS://Y.example/a"), ("«https://y.example/é»", "https://y.example/é"),
        ("https://y.example/a’s", "https://y.example/a"), ("<https://y.example/a>", "https://y.example/a"),
    ])
    func `a url in text ends where a reader would end it`(text: String, target: String) throws {
        #expect(try filled(text: text).links == [target])
    }

    @Test(arguments: [
        ("https://x.example/a\n  /b", "https://x.example/a  /b"),
        ("https://x.example/a\r\n/b\t/c", "https://x.example/a/b/c"),
        (" \n https://x.example/ \t", "https://x.example/"), ("https:&sol;&sol;x.example&sol;a", "https://x.example/a"),
        ("https&colon;//x&period;example/&quest;a&equals;1", "https://x.example/?a=1"),
        ("https://x.example/?a=1&copy=2&reg=3", "https://x.example/?a=1&copy=2&reg=3"),
        ("https://x.example/?a=1&lt;", "https://x.example/?a=1<"),
        ("https://x.example/&#47;&#x2F;&#47", "https://x.example////"),
        ("https://x.example/&#150;&#0;&#xD800;", "https://x.example/–\u{FFFD}\u{FFFD}"),
        ("https://x.example/&Tab;a&NewLine;b", "https://x.example/ab"),
        ("https://x.example/&eacute", "https://x.example/é"),
        ("https://x.example/&unknown;", "https://x.example/&unknown;"), ("HTTP://x.example", "HTTP://x.example"),
    ])
    func `an address is understood as browsers understand it`(href: String, target: String) throws {
        #expect(try filled(html: "<a href=\"\(href)\">x</a>").links == [target])
    }

    @Test(arguments: [
        ("<p>x</p></BODY></html>", "<p>x</p>PIXEL</BODY></html>"), ("<p>x</p>", "<p>x</p>PIXEL"),
        ("<body>x</body><!--[if mso]></body><![endif]-->", "<body>xPIXEL</body><!--[if mso]></body><![endif]-->"),
    ])
    func `the open pixel is the last thing in the body`(html: String, expected: String) {
        let pixel = #"<img src="https://t/o/1?a&amp;b" width="1" height="1" alt="" style="display:none">"#
        let content = EmailContent(subject: "s", text: "t", html: html).addingOpenPixel("https://t/o/1?a&b")
        #expect(content.html == expected.replacing("PIXEL", with: pixel))
    }

    @Test(arguments: [
        ("<body class=a>x</body>", "<body class=a>LINEx</body>"), ("<p>x</p>", "LINE<p>x</p>"),
        ("<!--[if mso]><body><![endif]--><BODY>x", "<!--[if mso]><body><![endif]--><BODY>LINEx"),
        ("<!--[if !mso]><!--><body>x<!--<![endif]-->", "<!--[if !mso]><!--><body>LINEx<!--<![endif]-->"),
        (
            "<head><style>/* <body> */</style><title><body></title></head><body>x",
            "<head><style>/* <body> */</style><title><body></title></head><body>LINEx"
        ),
        (#"<body data-x="a > b">x"#, #"<body data-x="a > b">LINEx"#),
        ("<!doctype html><p>x", "<!doctype html>LINE<p>x"),
        ("<html><head></head><p>x", "<html><head></head>LINE<p>x"), ("<!--><body>x", "<!--><body>LINEx"),
    ])
    func `the preheader is the first thing in the real body`(html: String, expected: String) throws {
        let line = #"<div style="display:none;max-height:0;overflow:hidden">Tea &amp; &lt;milk&gt;</div>"#
        let template = try EmailTemplate(subject: "s", preheader: "Tea & <milk>", text: "t", html: html)
        #expect(try template.render(TemplateContext()).content().html == expected.replacing("LINE", with: line))
    }

    @Test func `text-only mail has neither pixel nor preheader`() throws {
        let content = EmailContent(subject: "s", text: "t")
        #expect(content.addingOpenPixel("https://t/o/1") == content)
        let template = try EmailTemplate(subject: "s", preheader: "line", text: "t", html: nil)
        #expect(try template.render(TemplateContext()).content() == content)
    }

    @Test(arguments: [
        "<a href=", "<a href=\"https:/x", "<", "<!--", "<a", "</", "<a href>", "<a/href=x//>", "<a \"><b 'x", "<title>",
    ])
    func `broken html stays as it is`(html: String) throws {
        let filled = try filled(text: "t", html: html)
        #expect(filled.content { _ in "TRACKED" }.html == html)
        #expect(filled.links.isEmpty)
    }

    @Test func `any bytes are survived`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var luck = SplitMix64(seed: seed)
        let alphabet =
            "<>a=\"'/ !-&;hrefé🎉\n()".map { String($0) } + [
                "https://x.example/", "<a href=\"", "&amp;", "<style>", "&#",
            ]

        for _ in 0..<3_000 {
            let middle = (0..<Int.random(in: 0..<40, using: &luck)).map { _ in alphabet.randomElement(using: &luck)! }
            let html = "t\(middle.joined())t"
            let filled = try filled(text: html, html: html)
            #expect(filled.content { _ in nil } == EmailContent(subject: "s", text: html, html: html), "\(seed)")
            #expect(try self.filled(html: html).links.count <= 40, "seed \(seed)")
        }
    }

    @Test func `a value of brackets alone takes no longer than any other`() throws {
        let brackets = String(repeating: ")", count: 400_000)
        #expect(
            try filled(text: "https://x.example/{{contact.name}}", ["name": .text(brackets)]).links
                == ["https://x.example/"]
        )
    }
}
