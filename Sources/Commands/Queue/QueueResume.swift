import ArgumentParser
import Store

/// Ends the pause of a queue.
struct QueueResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let workers claim from a paused queue again."
    )

    @Argument(help: "The queue.") var queue: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.resume(queue, because: reason)) }
}
