import ArgumentParser
import Store

/// Lists what operators did.
struct QueueAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "What operators did to the queue: who, when, why, to how many jobs. The latest first."
    )

    @Option(help: "How many.") var latest = 20
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.audit(latest: latest)) }
}
