import ArgumentParser
import Store

/// Stops claiming from a queue.
struct QueuePause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop claiming from a queue. What is running finishes."
    )

    @Argument(help: "The queue.") var queue: String
    @Option(help: "Why; it is shown to whoever asks.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.pause(queue, because: reason)) }
}
