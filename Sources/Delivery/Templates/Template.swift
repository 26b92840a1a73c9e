import Mustache

/// One compiled text with variables.
///
/// `{{contact.first_name}}` must be there, or rendering fails. A default is written with a section and its opposite:
/// `{{#contact.first_name}}Hello {{.}},{{/contact.first_name}}{{^contact.first_name}}Hello,{{/contact.first_name}}`.
///
/// In HTML, `<`, `>`, `&` and quotes in values become entities unless the variable is written `{{{name}}}`.
struct Template: Sendable {
    private let compiled: MustacheTemplate
    private let part: EmailPart

    init(_ source: String, part: EmailPart) throws(TemplateFailure) {
        if source.contains(/\{\{[^}]*[{(#^&\s]\.\w/) || source.contains(/\{\{\.\w/) {
            throw .malformed(part: part, explanation: "write the whole name, such as {{contact.name}}, not {{.name}}")
        }
        let escaping = part == .html ? "HTML" : "TEXT"
        do {
            compiled = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(escaping)}}\n\(source)")
        } catch let failure as MustacheTemplate.ParserError {
            throw .malformed(part: part, explanation: "line \(failure.context.lineNumber - 1): \(failure.error)")
        } catch {
            throw .malformed(part: part, explanation: "\(error)")
        }
        self.part = part
    }

    func render(_ context: TemplateContext) throws(TemplateFailure) -> String {
        let missing = MissingVariables()
        let root = PathNode(value: .object(context.roots), path: "", missing: missing)
        let text = compiled.render(root)
        guard missing.paths.isEmpty else { throw .missingVariables(missing.paths) }
        guard text.utf8.count <= Self.bytesMax else { throw .tooLong(part: part, bytesMax: Self.bytesMax) }
        return text
    }

    /// Mailbox providers cut a message after about 100 kB; ten times that is no message.
    private static let bytesMax = 1_000_000
}

/// A part of an e-mail that is written as a template.
package enum EmailPart: String, Hashable, Sendable {
    case subject, preheader, text, html
}
