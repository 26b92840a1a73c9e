import ArgumentParser
import Store

/// Shows a contact's consent.
struct ContactConsent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Show what a contact agrees to, topic by topic."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.consent(of: contact)) }
}
