/// An e-mail filled in for one recipient, before its links are tracked.
package struct FilledEmail: Hashable, Sendable {
    private let subject: String
    private let preheader: String
    private let text: LinkedText
    private let html: LinkedText?

    /// - Parameter text: derived from the HTML when absent.
    init(subject: String, preheader: String, text: FilledText?, html: FilledText?) {
        self.subject = subject
        self.preheader = preheader
        self.text = text.map(LinkedText.init(text:)) ?? html.map(PlainText.derived(from:)) ?? LinkedText([], links: [])
        self.html = html.map(LinkedText.init(html:))
    }

    /// The distinct targets that can be tracked: those of the HTML first, each in order of appearance. They include
    /// only links whose scheme and host the template wrote, so a tracked link never leads to a value.
    package var links: [String] {
        var seen: Set<String> = []
        return targets.map(\.url).filter { seen.insert($0).inserted }
    }

    /// The links that contain values, and so may name their reader.
    package var linksWithValues: Set<String> { Set(targets.filter(\.holdsValues).map(\.url)) }

    private var targets: [LinkTarget] { (html?.targets ?? []) + text.targets }

    /// The content that the recipient reads.
    ///
    /// - Parameter tracked: the replacement for a link; `nil` leaves it as it was written.
    package func content(_ tracked: (_ target: String) -> String? = { _ in nil }) -> EmailContent {
        EmailContent(subject: subject, text: text.replacingLinks(tracked), html: html?.replacingLinks(tracked))
            .addingPreheader(preheader)
    }
}
