import ArgumentParser
import Store

/// Shows input that came in and was not kept.
struct Refused: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refused",
        abstract: "Show what came in during the last week and was not kept: where, which field, why, how often."
    )

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.refused) }
}
