package import Foundation

/// Reads the files that people write into values that the engine trusts, or reports every mistake in them.
package enum Definitions {
    /// Reads a configuration folder.
    package static func read(folder: URL) throws(InvalidDefinitions) -> Catalog {
        let findings = Findings()
        let files = Folder(folder, findings).files
        return try load(files, findings)
    }

    /// Reads files that are already in memory, and nothing else.
    package static func load(_ files: [SourceFile]) throws(InvalidDefinitions) -> Catalog {
        try load(files, Findings())
    }

    private static func load(_ files: [SourceFile], _ findings: Findings) throws(InvalidDefinitions) -> Catalog {
        let documents = files.sorted { $0.path < $1.path }.compactMap { Document($0, findings) }
        let catalog = CatalogReader(documents, findings).catalog
        guard !findings.hasErrors else { throw InvalidDefinitions(findings.sorted) }
        return catalog.warned(of: findings.sorted)
    }
}
