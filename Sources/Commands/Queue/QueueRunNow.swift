import ArgumentParser
import Store

/// Makes one job run as soon as possible.
struct QueueRunNow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run-now",
        abstract: "Make a delayed job due now, or give a dead one all its attempts again. Many at once: preview."
    )

    @Argument(help: "The job's number.") var job: Int64
    @Option(help: "Why.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.runNow(job, because: reason)) }
}
