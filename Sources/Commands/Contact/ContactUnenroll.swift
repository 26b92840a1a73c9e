import ArgumentParser
import Store

/// Requests that a contact leave a workflow.
struct ContactUnenroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unenroll",
        abstract: "Ask for a contact to leave a workflow, also in the middle of a wait."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Argument(help: "The workflow.") var workflow: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.unenroll(contact, from: workflow, because: reason)) }
}
