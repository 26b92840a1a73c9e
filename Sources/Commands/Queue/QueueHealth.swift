import ArgumentParser
import Store

/// Prints one line per check. Exits with 1 if something needs attention, so that monitoring can use it.
struct QueueHealth: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "health",
        abstract:
            "What should be looked at before anything breaks, and what to do. Exit code 1 when there is something."
    )

    @OptionGroup var options: OperatorOptions

    func run() async throws {
        let answer = try await options.run(.health)
        if answer.rows.contains(where: { $0.contains("LOOK") }) { throw ExitCode(1) }
    }
}
