/// Compiled templates by e-mail and version. A worker holds one; a version never changes, so nothing is ever stale.
package struct TemplateCache: Sendable {
    private struct Key: Hashable {
        let name: String
        let version: Int
    }

    private var templates: [Key: EmailTemplate] = [:]
    private var keysByAge: [Key] = []
    private let countMax: Int

    /// - Parameter countMax: beyond it the template compiled first is dropped. One takes some hundred kilobytes.
    package init(countMax: Int = 256) { self.countMax = max(1, countMax) }

    package mutating func template(
        named name: String,
        version: Int,
        compile: () throws(TemplateFailure) -> EmailTemplate
    ) throws(TemplateFailure) -> EmailTemplate {
        let key = Key(name: name, version: version)
        if let template = templates[key] { return template }
        let template = try compile()
        if keysByAge.count == countMax { templates[keysByAge.removeFirst()] = nil }
        templates[key] = template
        keysByAge.append(key)
        return template
    }
}
