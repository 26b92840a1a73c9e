import ArgumentParser
import Store

/// Lists what may be enqueued.
struct QueueKinds: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kinds",
        abstract: "What may be enqueued, and what its payload must look like."
    )

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.kinds) }
}
