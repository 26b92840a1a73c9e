/// Why a template produces no message. It names variables, never their values.
package enum TemplateFailure: Error, Hashable, Sendable {
    /// Found when the template is compiled.
    case malformed(part: EmailPart, explanation: String)
    /// An e-mail needs a text or an HTML body, or both.
    case noBody
    /// The message would have read "Hello ,". In order of appearance, as `contact.first_name`.
    case missingVariables([String])
    case tooLong(part: EmailPart, bytesMax: Int)
    /// No text is left, because sections removed all of it.
    case empty(part: EmailPart)

    package var explanation: String {
        switch self {
        case .malformed(let part, let explanation): "the \(part.rawValue) template is malformed: \(explanation)"
        case .noBody: "the e-mail has neither a text nor an html body"
        case .missingVariables(let paths):
            "missing variable\(paths.count == 1 ? "" : "s") \(paths.joined(separator: ", "))"
        case .tooLong(let part, let bytesMax): "the \(part.rawValue) is longer than \(bytesMax) bytes"
        case .empty(let part): "the \(part.rawValue) is empty: nothing of its template is left for this contact"
        }
    }
}
