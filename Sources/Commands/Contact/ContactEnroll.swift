import ArgumentParser
import Store

/// Requests that a contact be enrolled.
struct ContactEnroll: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Ask for a contact to be enrolled in a workflow, by its rules."
    )

    @Argument(help: "The contact: its number, e-mail address or user id.") var contact: String
    @Argument(help: "The workflow.") var workflow: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.enroll(contact, in: workflow, because: reason)) }
}
