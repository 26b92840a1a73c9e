import Automation

extension EmailContent {
    /// The mail with an invisible picture at its end, which is fetched when the mail is opened. Text-only mail has
    /// none.
    package func addingOpenPixel(_ url: String) -> EmailContent {
        guard let html else { return self }
        let pixel = #"<img src="\#(HTMLText.escaped(url))" width="1" height="1" alt="" style="display:none">"#
        var bytes = Array(html.utf8)
        bytes.insert(contentsOf: pixel.utf8, at: Self.endOfBody(in: bytes))
        var content = self
        content.html = String(decoding: bytes, as: UTF8.self)
        return content
    }

    /// Before the last `</body>` outside comments, or at the end.
    private static func endOfBody(in html: [UInt8]) -> Int {
        var end = html.count
        for case .tag("body", isClosing: true, let tag) in HTMLTokens(html) { end = tag.lowerBound }
        return end
    }
}
