import ArgumentParser
import Foundation
import Postgres
import Store

/// The verbs that operators use in psql, on the command line.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract:
            "See what the queue does and why, and act on it: every act is written down; undo takes back what was done to jobs.",
        subcommands: [
            QueueOverview.self, QueueHealth.self, QueueWhy.self, QueueAudit.self, QueuePause.self, QueueResume.self,
            QueueLimit.self, QueueCancel.self, QueueRunNow.self,
            QueuePreview.self, QueueApply.self, QueueUndo.self, QueueKinds.self,
        ]
    )
}

/// The options of every subcommand of `relance queue`.
struct OperatorOptions: ParsableArguments {
    @OptionGroup var source: SettingsOption

    @Flag(help: "Print JSON: a list of objects.")
    var json = false

    /// Runs the call, and prints the answer.
    @discardableResult
    func run(_ call: OperatorCall) async throws -> OperatorCall.Answer {
        try await reporting {
            let connection = try await Composition(try source.load()).connection(application: "queue")
            try await SchemaVersion.require(on: connection)
            do {
                let answer = try await call.run(on: connection)
                await connection.close()
                print(json ? try AnswerText.json(answer) : AnswerText.table(answer))
                return answer
            } catch let error as PostgresError where error.sqlstate?.hasPrefix("22") == true {
                await connection.close()
                throw ValidationError(error.message)
            }
        }
    }
}
