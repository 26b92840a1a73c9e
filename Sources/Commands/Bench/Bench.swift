import ArgumentParser
import Foundation

/// Measurements, not tests: they show how fast this program is on this machine, and how that was measured.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the queue, triggers, or a workflow from end to end, in a database made for it.",
        subcommands: [QueueBench.self, TriggersBench.self, WorkflowBench.self]
    )
}

/// The options of every benchmark.
struct BenchOptions: ParsableArguments {
    @Option(help: "Address of a server; scratch databases are made and dropped there. Default: a private cluster.")
    var database: String?

    @Option(name: .customLong("repeat"), help: "How often each measurement is made; medians are shown.")
    var rounds = 3

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("--repeat must be at least 1") }
    }

    /// Makes the measurements and shows them. Ctrl-C ends them early, and leaves nothing behind.
    func measure(_ body: @escaping @Sendable (BenchServer) async throws -> Report) async throws {
        let options = self
        try await reporting {
            let isOver = try await isRunToItsEnd(for: "bench") {
                let report = try await BenchServer.whileRunning(at: options.database, body)
                print(options.json ? try report.json() : report.table())
            }
            if !isOver { throw ExitCode(1) }
        }
    }
}

/// Tells the waiting operator what is being measured.
func progress(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
