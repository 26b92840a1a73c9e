import ArgumentParser
import Automation
import Definitions
import Engine
import Foundation

/// A folder of definitions, given as an argument.
struct DefinitionsFolder: ParsableArguments {
    @Argument(help: "Folder with workflows/, emails/, segments/ and properties.yaml.")
    var folder = "config"

    /// Throws all mistakes together. Warnings stop nothing, and are printed unless the output is for programs.
    func read(forPrograms: Bool = false) throws -> Catalog {
        let catalog = try Definitions.read(folder: URL(filePath: folder))
        if !forPrograms { for warning in catalog.warnings { print(warning) } }
        return catalog
    }
}

extension Publication {
    /// Throws if a segment refers to itself in a circle, or to a segment that does not exist.
    init(_ catalog: Catalog) throws {
        self.init(
            workflows: try catalog.workflows.map { workflow in
                Item(try catalog.resolved(workflow), source: catalog.source(of: .workflow, named: workflow.name) ?? "")
            },
            emails: catalog.emails.map { Item($0, source: catalog.source(of: .email, named: $0.name) ?? "") },
            segments: catalog.segments.map { Item($0, source: catalog.source(of: .segment, named: $0.name) ?? "") },
            lists: catalog.lists.map(\.name),
            topics: catalog.topics,
            properties: catalog.properties
        )
    }
}
