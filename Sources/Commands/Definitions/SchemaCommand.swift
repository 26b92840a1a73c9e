import ArgumentParser
import Definitions
import Settings

/// Prints what editors need to complete and check a file.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of one kind of file, for editors; or list the kinds."
    )

    @Argument(help: "Which kind of file. Without it the kinds are listed, each with its files.")
    var kind: Kind?

    func run() async throws {
        try await reporting {
            if let kind { return print(try kind.text()) }
            for kind in Kind.allCases { print(kind.line) }
        }
    }
}

extension SchemaCommand {
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case workflow, email, segment, lists, topics, properties, settings

        func text() throws -> String { try definition?.text() ?? SettingsSchema.text() }

        /// `workflow    workflows/*.yaml`
        var line: String {
            let width = Self.allCases.map(\.rawValue.count).max() ?? 0
            let blanks = String(repeating: " ", count: width - rawValue.count + 2)
            return rawValue + blanks + (definition?.files ?? SettingsSchema.file)
        }

        /// Nil for the settings, which are no definition.
        private var definition: EditorSchema? { EditorSchema(rawValue: rawValue) }
    }
}
