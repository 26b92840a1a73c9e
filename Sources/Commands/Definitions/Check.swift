import ArgumentParser
import Definitions

/// Reads the definitions and says everything that is wrong with them.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say every mistake in a folder of definitions, with its place. Needs no database."
    )

    @OptionGroup var definitions: DefinitionsFolder

    func run() async throws {
        try await reporting {
            let catalog = try definitions.read()
            print(
                "\(catalog.workflows.count) workflows, \(catalog.emails.count) e-mails, \(catalog.segments.count) segments: all well"
            )
        }
    }
}
