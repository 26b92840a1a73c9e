import ArgumentParser
import Store

/// Undoes an action on jobs.
struct QueueUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Put the jobs of an action back as they were, within a week, unless they have gone on."
    )

    @Argument(help: "The action's number.") var action: Int64
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.undo(action, because: reason)) }
}
