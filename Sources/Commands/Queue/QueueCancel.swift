import ArgumentParser
import Store

/// Cancels one job.
struct QueueCancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel a job that waits. Many at once: preview."
    )

    @Argument(help: "The job's number.") var job: Int64
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.cancel(job, because: reason)) }
}
