import ArgumentParser
import Store

/// Limits how many jobs of a queue run at once, and how many start per second.
struct QueueLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract:
            "Limit how many jobs of a queue run at once, and start in a second. A limit that is not named is none."
    )

    @Argument(help: "The queue.") var queue: String
    @Option(help: "Jobs that may run at once, over all workers.") var atOnce: Int?
    @Option(help: "Jobs that may start in a second, over all workers.") var perSecond: Double?
    @Option(help: "Why; it is kept in queue.audit.") var reason: String
    @OptionGroup var options: OperatorOptions

    func run() async throws {
        try await options.run(.limit(queue, atOnce: atOnce, perSecond: perSecond, because: reason))
    }
}
