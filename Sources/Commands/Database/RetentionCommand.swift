import ArgumentParser
import Postgres
import Store

/// Shows data that is older than its retention, or drops it now.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Drop what is older than the settings keep it, as the coordinator does every hour; or show it."
    )

    @Flag(help: "Show what would go, from when to when, and how many rows; drop nothing.") var dryRun = false
    @Option(help: "Why; it is kept in queue.audit. Needed unless it is a dry run.") var reason: String?
    @OptionGroup var options: OperatorOptions

    func validate() throws {
        guard dryRun || reason != nil else {
            throw ValidationError("say why with --reason, or look first with --dry-run")
        }
    }

    func run() async throws {
        let composition = Composition(try await reporting { try options.source.load() })
        if dryRun {
            try await options.run(.forgettable(composition.retention))
        } else {
            try await reporting { try await forget(composition) }
        }
    }

    private func forget(_ composition: Composition) async throws {
        let connection = try await composition.connection(application: "retention")
        try await SchemaVersion.require(on: connection)
        for (category, keep) in composition.retention {
            guard let keep else { continue }
            try await forget(category, keeping: keep, on: connection)
        }
        await connection.close()
    }

    /// Tables that a long reader holds are left for the coordinator's next hour.
    private func forget(_ category: RetentionCategory, keeping keep: Duration, on connection: Connection) async throws {
        do {
            while let gone = try await drop(category, olderThan: keep, on: connection) {
                print("\(category.rawValue): dropped \(gone)")
            }
        } catch let error as PostgresError where error.sqlstate == "55P03" {
            print("\(category.rawValue): another session reads it; the coordinator tries again within the hour")
        }
    }

    private func drop(
        _ category: RetentionCategory,
        olderThan keep: Duration,
        on connection: Connection
    ) async throws -> String? {
        try await connection.one(ForgetNow(category, keeping: keep, because: reason ?? ""))
    }
}
