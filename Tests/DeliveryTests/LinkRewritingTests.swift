import Delivery
import Testing

@Suite struct LinkRewritingTests {
    private let content = EmailContent(
        subject: "s",
        text: "See https://example.com/a?x=1&y=2. Or (http://example.com/b), not mailto:x@example.com.",
        html: """
            <html><body><!-- <a href="https://example.com/comment"> -->
            <a class=big href="https://example.com/a?x=1&amp;y=2">A</a> <A HREF='https://example.com/c'>C</A>
            <a href="mailto:x@example.com">m</a> <a href="#top">t</a> <a name=x>n</a>
            <a data-x="a > b" href=https://example.com/d>D</a>
            <a href="https://t.example.com/u/1">stop</a><img src="https://example.com/i.png"></body></html>
            """
    )

    @Test func `links are numbered once, html first`() {
        #expect(
            content.trackableLinks(except: ["https://t.example.com/u/1"]) == [
                "https://example.com/a?x=1&y=2", "https://example.com/c", "https://example.com/d",
                "http://example.com/b",
            ]
        )
    }

    @Test func `only the targets change`() {
        let tracked = content.trackingLinks(except: ["https://t.example.com/u/1"]) { _, index in
            "https://t/c/\(index)?a&b"
        }

        #expect(tracked.text == "See https://t/c/0?a&b. Or (https://t/c/3?a&b), not mailto:x@example.com.")
        #expect(
            tracked.html == """
                <html><body><!-- <a href="https://example.com/comment"> -->
                <a class=big href="https://t/c/0?a&amp;b">A</a> <A HREF='https://t/c/1?a&amp;b'>C</A>
                <a href="mailto:x@example.com">m</a> <a href="#top">t</a> <a name=x>n</a>
                <a data-x="a > b" href=https://t/c/2?a&amp;b>D</a>
                <a href="https://t.example.com/u/1">stop</a><img src="https://example.com/i.png"></body></html>
                """
        )
    }

    @Test func `numbers agree with the list of links`() {
        let links = content.trackableLinks()
        _ = content.trackingLinks { url, index in
            #expect(links[index] == url)
            return url
        }
        #expect(content.trackingLinks { url, _ in url }.text == content.text)
    }

    @Test(arguments: [
        ("<p>x</p></BODY></html>", "<p>x</p>PIXEL</BODY></html>"), ("<p>x</p>", "<p>x</p>PIXEL"),
    ])
    func `the open pixel is the last thing in the body`(html: String, expected: String) {
        let pixel = #"<img src="https://t/o/1?a&amp;b" width="1" height="1" alt="" style="display:none">"#
        let content = EmailContent(subject: "s", text: "t", html: html).addingOpenPixel("https://t/o/1?a&b")
        #expect(content.html == expected.replacing("PIXEL", with: pixel))
    }

    @Test func `text-only mail has no pixel`() {
        let content = EmailContent(subject: "s", text: "t")
        #expect(content.addingOpenPixel("https://t/o/1") == content)
    }

    @Test(arguments: [
        "<a href=", "<a href=\"https://x", "<", "<!--", "<a", "</", "<a href>", "<a/href=x//>", "<a \"><b 'x",
    ])
    func `broken html stays as it is`(html: String) {
        let content = EmailContent(subject: "s", text: "t", html: html)
        #expect(content.trackingLinks(except: ["https://x"]) { url, _ in url } == content)
        #expect(content.trackableLinks(except: ["https://x"]).isEmpty)
    }

    @Test func `any bytes are survived`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var luck = SplitMix64(seed: seed)
        let alphabet =
            "<>a=\"'/ !-&;hrefé🎉\n".map { String($0) } + ["https://x.example/", "<a href=\"", "&amp;", "<style>"]

        for _ in 0..<3_000 {
            let html = (0..<Int.random(in: 0..<40, using: &luck)).map { _ in "\(alphabet.randomElement(using: &luck)!)"
            }.joined()
            let content = EmailContent(subject: "s", text: html, html: html)
            let links = content.trackableLinks()
            let unchanged = content.trackingLinks { url, _ in url }
            #expect(unchanged.text == html, "seed \(seed)")
            #expect(unchanged.trackableLinks() == links, "seed \(seed)")
        }
    }
}
