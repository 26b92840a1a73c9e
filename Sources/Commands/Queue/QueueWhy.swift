import ArgumentParser
import Store

/// Explains one job.
struct QueueWhy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Why a job is where it is and does not run, and what would help."
    )

    @Argument(help: "The job's number.") var job: Int64
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.why(job)) }
}
