import ArgumentParser
import Foundation
import Postgres
import Store
import Telemetry

/// Measures everything together: contacts in, e-mails out, every row of the ledger written.
struct WorkflowBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflow",
        abstract: "Contacts through simple-nurture to a mail server that drops what it gets; e-mails a second."
    )

    @OptionGroup var options: BenchOptions
    @OptionGroup var definitions: DefinitionsFolder

    @Option(help: "Contacts that walk through the workflow; each is sent three e-mails.") var contacts = 10_000
    @Option(help: "Seconds that a day of the workflow's waits takes.") var day = 0.2
    @Option(help: "Claim loops of each kind.") var slots = 4
    @Option(help: "E-mails claimed at once.") var batch = 200
    @Option(help: "Connections to the mail server.") var connections = 16

    func validate() throws {
        guard contacts > 0, day > 0 else { throw ValidationError("--contacts and --day must be positive") }
    }

    func run() async throws {
        let bench = self
        let nurture = try await reporting { try Nurture(try definitions.read()) }
        try await options.measure { server in
            let machine = try await server.machine()
            var measures: [Measure] = []
            for round in 1...bench.options.rounds {
                progress("round \(round) of \(bench.options.rounds): \(bench.contacts) contacts")
                let result = try await server.withDatabase { try await bench.measure(nurture, in: $0) }
                result.note(in: &measures)
            }
            return Report(machine: machine, method: bench.method, measures: measures)
        }
    }

    private func measure(_ nurture: Nurture, in database: BenchDatabase) async throws -> NurtureRun.Result {
        try await nurture.prepare(database, secondsPerDay: day)
        let mailServer = try await NullMailServer.start()
        let run = NurtureRun(
            contacts: contacts,
            emailsEach: nurture.emailsEach,
            database: database,
            mailServer: mailServer,
            slots: slots,
            batch: batch,
            connections: connections
        )
        do {
            let result = try await run.measure()
            try await mailServer.stop()
            return result
        } catch {
            try? await mailServer.stop()
            throw error
        }
    }

    private var method: [String] {
        [
            "Medians of \(options.rounds) rounds, each in a fresh database. The workflow simple-nurture, at any hour;",
            "  its waits of three and seven days pass at \(day) s a day (relance.clock_speed). Coordinator, worker",
            "  (\(slots) claim loops of each kind) and mail server run in this process; e-mails are tracked, and leave",
            "  through libcurl over TCP (\(connections) connections).",
            "From one INSERT of all contacts to the last row of the ledger. At the end every e-mail is a delivery with",
            "  its frozen message and its outcome, was received once, and check_invariants() finds nothing.",
        ]
    }
}
