import Automation
import Mustache

/// One compiled text with variables.
///
/// `{{contact.first_name}}` must have a value, or rendering fails. A default is written as a section and its opposite:
/// `{{#contact.first_name}}Hello {{.}},{{/contact.first_name}}{{^contact.first_name}}Hello,{{/contact.first_name}}`.
///
/// In HTML, `<`, `>`, `&` and quotes in values become entities unless the variable is written `{{{name}}}`.
struct Template: Sendable {
    private let compiled: MustacheTemplate
    private let part: EmailPart

    init(_ source: String, part: EmailPart) throws(TemplateFailure) {
        if let mistake = Self.mistake(in: source) { throw .malformed(part: part, explanation: mistake) }
        let escaping = part == .html ? HTMLContent.name : "TEXT"
        do {
            compiled = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(escaping)}}\n\(source)")
        } catch let failure as MustacheTemplate.ParserError {
            throw .malformed(
                part: part,
                explanation: "line \(failure.context.lineNumber - 1): \(Self.words(for: failure.error))"
            )
        } catch {
            throw .malformed(part: part, explanation: Self.words(for: error))
        }
        self.part = part
    }

    /// Forms that the engine accepts, but Relance refuses.
    private static func mistake(in source: String) -> String? {
        if source.contains(/\{\{[^}]*[{(#^&\s]\.\w/) || source.contains(/\{\{\.\w/) {
            return "write the whole name, such as {{contact.name}}, not {{.name}}"
        }
        if source.contains(/\{\{\s*%/) { return "{{% … }} is not supported" }
        return source.utf8.contains(where: FilledText.isMark) ? "it contains a control character" : nil
    }

    private static func words(for error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "a section is closed that is not open here"
        case .expectedSectionEnd: "a section is never closed"
        case .unfinishedName, nil: "a tag is not closed, or its name cannot be read"
        case .some: "a tag is not supported"
        }
    }

    func render(_ context: TemplateContext) throws(TemplateFailure) -> FilledText {
        let missing = MissingVariables()
        let root = PathNode(value: .object(context.roots), path: "", missing: missing)
        let filled = FilledText(marked: compiled.render(root))
        guard missing.paths.isEmpty else { throw .missingVariables(missing.paths) }
        guard filled.bytes.count <= Self.bytesMax else { throw .tooLong(part: part, bytesMax: Self.bytesMax) }
        guard part == .preheader || !filled.text.isBlank else { throw .empty(part: part) }
        return filled
    }

    /// Mailbox providers cut a message after about 100 kB, so a text ten times as large is a mistake.
    private static let bytesMax = 1_000_000
}

/// A part of an e-mail that is written as a template.
package enum EmailPart: String, Hashable, Sendable {
    case subject, preheader, text, html
}
