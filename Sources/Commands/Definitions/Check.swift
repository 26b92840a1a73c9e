import ArgumentParser
import Definitions
import Foundation

/// Reads the definitions and reports every mistake in them.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say every mistake in a folder of definitions, with its place. Needs no database."
    )

    @OptionGroup var definitions: DefinitionsFolder
    @Option(help: "text, github (a remark on each line of a pull request), or json.") var format = CheckFormat.text

    func run() async throws {
        let catalog: Catalog
        do { catalog = try Definitions.read(folder: URL(filePath: definitions.folder)) } catch {
            // A person reads mistakes where errors are told; a program reads the answer.
            guard format != .text else { return try await reporting { throw error } }
            print(report(error.diagnostics, error.summary))
            throw ExitCode(2)
        }
        print(report(catalog.warnings, Self.summary(catalog)))
    }

    private func report(_ diagnostics: [Diagnostic], _ summary: String) -> String {
        format.report(diagnostics, in: definitions.folder, summary: summary)
    }

    private static func summary(_ catalog: Catalog) -> String {
        """
        \(catalog.workflows.count) workflows, \(catalog.emails.count) e-mails, \(catalog.segments.count) segments: all well
        """
    }
}
