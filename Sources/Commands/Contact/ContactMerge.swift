import ArgumentParser
import Store

/// Merges two contacts.
struct ContactMerge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Two contacts are one person: the first keeps its values, and is filled from the second."
    )

    @Argument(help: "The contact that stays: its number, e-mail address or user id.") var survivor: String
    @Argument(help: "The contact that becomes part of it.") var other: String
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.merge(other, into: survivor)) }
}
