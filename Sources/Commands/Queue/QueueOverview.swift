import ArgumentParser
import Store

/// Prints one line per queue.
struct QueueOverview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overview",
        abstract: "What each queue is doing: ready, running, delayed, dead, and how late."
    )

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.overview) }
}
