import Automation
import Mustache

/// Escapes values in HTML. The engine's own content type compares whole characters, and so misses a quote that is
/// followed by a combining mark.
struct HTMLContent: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }

    /// The name that a template's first line uses for it.
    static let name: String = {
        MustacheContentTypes.register(HTMLContent(), named: "RELANCE")
        return "RELANCE"
    }()
}
