extension EmailContent {
    /// The mail with an invisible picture at its end, fetched when the mail is opened. Text-only mail has none.
    package func addingOpenPixel(_ url: String) -> EmailContent {
        guard let html else { return self }
        let address = String(decoding: HTMLEntity.encoded(url), as: UTF8.self)
        let pixel = #"<img src="\#(address)" width="1" height="1" alt="" style="display:none">"#
        var bytes = Array(html.utf8)
        bytes.insert(contentsOf: pixel.utf8, at: Self.endOfBody(in: bytes))
        var content = self
        content.html = String(decoding: bytes, as: UTF8.self)
        return content
    }

    /// Before the last `</body`, or at the end.
    private static func endOfBody(in html: [UInt8]) -> Int {
        let tag = Array("</body".utf8)
        guard html.count >= tag.count else { return html.count }
        for start in stride(from: html.count - tag.count, through: 0, by: -1) where html[start] == tag[0] {
            if zip(html[start...], tag).allSatisfy({ $0.0 == $0.1 || $0.0 | 0x20 == $0.1 }) { return start }
        }
        return html.count
    }
}
