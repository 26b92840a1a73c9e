import ArgumentParser
import Definitions
import Foundation

/// The content of the demo: a folder of definitions, and the contacts in its `sample/`.
struct DemoMaterial: Sendable {
    let catalog: Catalog
    let contacts: URL
    let folder: URL

    /// Throws `ValidationError` if something is missing, and `InvalidDefinitions` if something in it is wrong.
    init(folder: URL) throws {
        (self.folder, contacts) = (folder, folder.appending(path: "sample/contacts.csv"))
        guard FileManager.default.fileExists(atPath: folder.path) else {
            throw ValidationError(
                "there is no folder \(folder.relativePath) here; start the demo beside it, or name one with --definitions"
            )
        }
        guard FileManager.default.isReadableFile(atPath: contacts.path) else {
            throw ValidationError("the demo needs contacts to import, and there is no \(contacts.relativePath)")
        }
        catalog = try Definitions.read(folder: folder)
    }

    var summary: String {
        "\(catalog.workflows.count) workflows, \(catalog.emails.count) e-mails, \(catalog.segments.count) segments"
    }
}
