import ArgumentParser
import Store

/// Exports a contact.
struct ContactExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything about a person as JSON."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @OptionGroup var source: SettingsOption

    func run() async throws {
        var options = OperatorOptions()
        options.source = source
        try await options.run(.export(contact))
    }
}
