import Automation

/// Reads parsed files into a catalog: first the names, then the definitions that refer to them, then the checks across
/// files.
struct CatalogReader {
    private let documents: [Document]
    private let findings: Findings

    init(_ documents: [Document], _ findings: Findings) {
        self.documents = documents
        self.findings = findings
    }

    /// Everything that could be read. It is complete only when no mistake was found.
    var catalog: Catalog {
        var catalog = Catalog()
        readNames(into: &catalog)
        let names = Names(catalog, documents)
        for document in documents { read(document, into: &catalog, names) }
        checkDuplicates()
        TogetherCheck(catalog: catalog, documents: documents, findings: findings).run()
        return catalog
    }

    private func readNames(into catalog: inout Catalog) {
        for document in documents {
            let reading = Reading(file: document.file, names: Names(), findings: findings)
            switch document.kind {
            case .properties: catalog.properties = PropertiesReader(reading: reading).schema(document)
            case .lists: catalog.lists += ListsReader(reading: reading).lists(document)
            case .topics: catalog.topics += TopicsReader(reading: reading).topics(document)
            case .workflow, .email, .segment: break
            }
        }
    }

    private func read(_ document: Document, into catalog: inout Catalog, _ names: Names) {
        let reading = Reading(file: document.file, names: names, findings: findings)
        switch document.kind {
        case .workflow:
            if let workflow = WorkflowReader(reading: reading).workflow(document) { catalog.workflows.append(workflow) }
        case .email:
            if let email = EmailReader(reading: reading).email(document) { catalog.emails.append(email) }
        case .segment:
            if let segment = SegmentReader(reading: reading).segment(document) { catalog.segments.append(segment) }
        case .properties, .lists, .topics:
            break
        }
        if let kind = Catalog.Key.Kind(rawValue: document.kind.rawValue) {
            catalog.sources[Catalog.Key(kind, document.name)] = document.file
        }
    }

    private func checkDuplicates() {
        var first: [String: Document] = [:]
        for document in documents where Catalog.Key.Kind(rawValue: document.kind.rawValue) != nil {
            let key = "\(document.kind.rawValue) \"\(document.name)\""
            if let other = first[key] {
                let message = "\(key) is already defined in \(other.file.path)"
                findings.report(message, in: document.file.path, at: document.namePlace)
            } else {
                first[key] = document
            }
        }
    }
}

extension Names {
    init(_ catalog: Catalog, _ documents: [Document]) {
        func names(of kind: Document.Kind) -> Set<String> { Set(documents.filter { $0.kind == kind }.map(\.name)) }
        self.init(
            properties: catalog.properties,
            lists: Set(catalog.lists.map(\.name)),
            segments: names(of: .segment),
            workflows: names(of: .workflow),
            emails: names(of: .email),
            topics: documents.contains { $0.kind == .topics } ? Set(catalog.topics.map(\.name)) : nil
        )
    }
}
