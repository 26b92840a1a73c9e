package import Automation

/// Everything a configuration folder defines, checked and consistent: every name used in it exists.
package struct Catalog: Sendable {
    package var workflows: [Workflow] = []
    package var emails: [EmailDefinition] = []
    package var segments: [Segment] = []
    package var lists: [ListDefinition] = []
    /// In the order in which the preference page shows them.
    package var topics: [Topic] = []
    /// The standard properties and the declared ones.
    package var properties: PropertySchema = .standard
    /// Findings that are allowed but probably not meant.
    package var warnings: [Diagnostic] = []
    /// The file each workflow, e-mail and segment was read from.
    package var sources: [Key: SourceFile] = [:]

    package init() {}

    /// Names one definition.
    package struct Key: Hashable, Sendable {
        package enum Kind: String, Sendable { case workflow, email, segment }

        package let kind: Kind
        package let name: String

        package init(_ kind: Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// The text of a definition's file.
    package func source(of kind: Key.Kind, named name: String) -> String? { sources[Key(kind, name)]?.text }

    package func workflow(named name: String) -> Workflow? { workflows.first { $0.name == name } }

    package func email(named name: String) -> EmailDefinition? { emails.first { $0.name == name } }

    package func segment(named name: String) -> Segment? { segments.first { $0.name == name } }

    /// Each segment's filter, with the segments inside it resolved.
    package var segmentFilters: [String: Filter] {
        let filters = writtenFilters
        return filters.compactMapValues { try? $0.resolved(with: filters) }
    }

    /// The workflow with its segments resolved, as the engine stores and runs it.
    package func resolved(_ workflow: Workflow) throws(UnresolvedSegment) -> Workflow {
        try workflow.resolved(with: writtenFilters)
    }

    var writtenFilters: [String: Filter] {
        Dictionary(segments.map { ($0.name, $0.filter) }, uniquingKeysWith: { first, _ in first })
    }

    func warned(of diagnostics: [Diagnostic]) -> Catalog {
        var catalog = self
        catalog.warnings = diagnostics
        return catalog
    }
}
