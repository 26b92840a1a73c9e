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

    /// Distinct targets that can be tracked: those of the HTML first, each in order of appearance. Only links whose scheme
    /// and host the template wrote are among them: a value is never led to by a link of ours.
    package var links: [String] {
        var seen: Set<String> = []
        return targets.map(\.url).filter { seen.insert($0).inserted }
    }

    /// Those of the links in which values stand, so that they may name their reader.
    package var linksWithValues: Set<String> { Set(targets.filter(\.holdsValues).map(\.url)) }

    private var targets: [LinkTarget] { (html?.targets ?? []) + text.targets }

    /// What the recipient reads.
    ///
    /// - Parameter tracked: what stands in the place of a link; `nil` leaves it as it was written.
    package func content(_ tracked: (_ target: String) -> String? = { _ in nil }) -> EmailContent {
        EmailContent(subject: subject, text: text.replacingLinks(tracked), html: html?.replacingLinks(tracked))
            .addingPreheader(preheader)
    }
}
