import ArgumentParser
import Store

/// Carries out a previewed action.
struct QueueApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Do what was previewed, to the jobs that are still where they were."
    )

    @Argument(help: "The action's number, from preview.") var action: Int64
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.apply(action, because: reason)) }
}
