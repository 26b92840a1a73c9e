extension EmailContent {
    /// The mail with a line that inboxes show after the subject and the opened mail does not. Text-only mail has none.
    func addingPreheader(_ line: String) -> EmailContent {
        guard let html, !line.isEmpty else { return self }
        let words = String(decoding: HTMLEntity.encoded(line), as: UTF8.self)
        let hidden = #"<div style="display:none;max-height:0;overflow:hidden">\#(words)</div>"#
        var bytes = Array(html.utf8)
        bytes.insert(contentsOf: hidden.utf8, at: Self.startOfBody(in: bytes))
        var content = self
        content.html = String(decoding: bytes, as: UTF8.self)
        return content
    }

    /// Behind the first `<body …>`, or at the start.
    private static func startOfBody(in html: [UInt8]) -> Int {
        let tag = Array("<body".utf8)
        let starts = html.indices.dropLast(tag.count)
        let start = starts.first { start in zip(html[start...], tag).allSatisfy { $0.0 == $0.1 || $0.0 | 0x20 == $0.1 }
        }
        guard let start, let end = html[start...].firstIndex(of: UInt8(ascii: ">")) else { return 0 }
        return end + 1
    }
}
