import Automation

/// Checks that span files: segments that contain each other, workflows that enroll each other in circles.
struct TogetherCheck {
    let catalog: Catalog
    let documents: [Document]
    let findings: Findings

    func run() {
        let filters = catalog.writtenFilters
        for segment in catalog.segments { check(.segment(segment.name), of: .segment, segment.name, filters) }
        for workflow in catalog.workflows {
            for filter in workflow.filters { check(filter, of: .workflow, workflow.name, filters) }
        }
        for flaw in Circles(among: resolvedWorkflows).found { warn(of: flaw) }
    }

    private var resolvedWorkflows: [Workflow] { catalog.workflows.compactMap { try? catalog.resolved($0) } }

    private func check(_ filter: Filter, of kind: Document.Kind, _ name: String, _ filters: [String: Filter]) {
        do {
            _ = try filter.resolved(with: filters)
        } catch {
            if isNew(error, kind, name) { report(.error, error.description, kind, name) }
        }
    }

    /// A circle is reported once for each segment in it, and an unknown name where it is written.
    private func isNew(_ mistake: UnresolvedSegment, _ kind: Document.Kind, _ name: String) -> Bool {
        switch mistake {
        case .cycle(let names): kind == .segment && names.contains(name)
        case .tooLarge, .tooDeep: true
        case .unknown: false
        }
    }

    private func warn(of flaw: Flaw) {
        guard case .circle(let names) = flaw, let first = names.first else { return }
        report(.warning, flaw.description, .workflow, first)
    }

    private func report(_ severity: Diagnostic.Severity, _ message: String, _ kind: Document.Kind, _ name: String) {
        guard let document = documents.first(where: { $0.kind == kind && $0.name == name }) else { return }
        findings.report(message, as: severity, in: document.file.path, at: document.namePlace)
    }
}
