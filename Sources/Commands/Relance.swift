package import ArgumentParser

/// The command `relance`: one subcommand, one file.
package struct Relance: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "relance",
        abstract: "Marketing automation on your own PostgreSQL.",
        version: version,
        subcommands: [
            Demo.self, Migrate.self, Check.self, PlanCommand.self, Apply.self, Import.self,
            WorkerProcess.self, CoordinatorProcess.self, APIProcess.self, Bench.self,
        ]
    )

    package static let version = "0.1.0"

    package init() {}
}
