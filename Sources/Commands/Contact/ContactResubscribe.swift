import ArgumentParser
import Store

/// Withdraws a contact's "no".
struct ContactResubscribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubscribe",
        abstract: "Record that a contact agrees to a topic, also after a \"no\": because the contact asked for it."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Argument(help: "The topic, or * for all of them.") var topic: String
    @Option(help: "How the contact asked.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.resubscribe(contact, to: topic, because: reason)) }
}
