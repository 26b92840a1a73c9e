import Automation

extension EmailContent {
    /// The mail with a line that inboxes show after the subject and the opened mail does not. Text-only mail has none.
    func addingPreheader(_ line: String) -> EmailContent {
        guard let html, !line.isBlank else { return self }
        let hidden = #"<div style="display:none;max-height:0;overflow:hidden">\#(HTMLText.escaped(line))</div>"#
        var bytes = Array(html.utf8)
        bytes.insert(contentsOf: hidden.utf8, at: Self.startOfBody(in: bytes))
        var content = self
        content.html = String(decoding: bytes, as: UTF8.self)
        return content
    }

    /// After the first `<body>` that is not in a comment, as Outlook's conditional ones are. Without one, at the end of
    /// the head, where browsers begin the body.
    private static func startOfBody(in html: [UInt8]) -> Int {
        var headEnd = 0
        for token in HTMLTokens(html) {
            switch token {
            case .tag("body", isClosing: false, let tag): return tag.upperBound
            case .tag("head", isClosing: true, let tag), .tag("html", isClosing: false, let tag):
                headEnd = tag.upperBound
            case .markup(let markup) where headEnd == markup.lowerBound: headEnd = markup.upperBound
            case .tag, .text, .markup: break
            }
        }
        return headEnd
    }
}
