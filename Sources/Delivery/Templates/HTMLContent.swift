import Automation
import Mustache

/// How values are escaped in HTML. The engine's own content type compares whole characters, and misses a quote that a
/// combining mark follows.
struct HTMLContent: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }

    /// What a template's first line calls it.
    static let name: String = {
        MustacheContentTypes.register(HTMLContent(), named: "RELANCE")
        return "RELANCE"
    }()
}
