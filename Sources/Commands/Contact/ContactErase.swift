import ArgumentParser
import Store

/// Erases a contact.
struct ContactErase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Remove everything about a person. A keyed hash of the address stays, so that a \"no\" still holds."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Option(help: "Why, without naming the person: it is written down.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.erase(contact, because: reason)) }
}
