/// The compiled templates of one version of an e-mail.
package struct EmailTemplate: Sendable {
    private let subject: Template
    private let preheader: Template?
    private let text: Template?
    private let html: Template?

    /// - Parameters:
    ///   - preheader: the text that inboxes show after the subject; only in a mail with HTML.
    ///   - text: derived from the HTML body when absent.
    ///   - html: absent in a mail that is only text.
    package init(
        subject: String,
        preheader: String? = nil,
        text: String?,
        html: String?
    ) throws(TemplateFailure) {
        guard text != nil || html != nil else { throw .noBody }
        self.subject = try Template(subject, part: .subject)
        self.preheader = try preheader.map { source throws(TemplateFailure) in
            try Template(source, part: .preheader)
        }
        self.text = try text.map { source throws(TemplateFailure) in try Template(source, part: .text) }
        self.html = try html.map { source throws(TemplateFailure) in try Template(source, part: .html) }
    }

    /// Fills in the variables. Reports all missing variables of all parts together.
    package func render(_ context: TemplateContext) throws(TemplateFailure) -> FilledEmail {
        var missing: [String] = []
        let subject = try render(subject, context, &missing)
        let preheader = try render(preheader, context, &missing)
        let text = try render(text, context, &missing)
        let html = try render(html, context, &missing)
        guard missing.isEmpty else { throw .missingVariables(missing) }
        return FilledEmail(subject: subject?.text ?? "", preheader: preheader?.text ?? "", text: text, html: html)
    }

    private func render(
        _ template: Template?,
        _ context: TemplateContext,
        _ missing: inout [String]
    ) throws(TemplateFailure) -> FilledText? {
        do {
            return try template?.render(context)
        } catch .missingVariables(let paths) {
            missing += paths.filter { !missing.contains($0) }
            return nil
        }
    }
}
