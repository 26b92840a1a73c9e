package import ArgumentParser
import Foundation

/// The command `relance`: one subcommand, one file.
package struct Relance: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "relance",
        abstract: "Marketing automation on your own PostgreSQL.",
        version: version,
        subcommands: [
            Demo.self, Doctor.self, Migrate.self, Check.self, SchemaCommand.self, PlanCommand.self, Apply.self,
            ContactCommand.self, Refused.self, QueueCommand.self, RetentionCommand.self,
            WorkerProcess.self, CoordinatorProcess.self, APIProcess.self, HealthCommand.self, VersionCommand.self,
            Bench.self,
        ]
    )

    package static let version = "0.1.0"

    package init() {}

    /// Runs what the command line says. A mistake in it ends with 2, like one in the settings or the files.
    package static func start() async {
        endOnSignalsAsFirstProcess()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            exit(withError: complain([fullMessage(for: error)], code: 2))
        }
    }

    /// The kernel keeps the first process of a container from dying of a signal that it does not handle. The long-running
    /// processes replace this by an orderly end.
    private static func endOnSignalsAsFirstProcess() {
        guard getpid() == 1 else { return }
        for number in [SIGTERM, SIGINT] { signal(number) { _exit(128 + $0) } }
    }
}
