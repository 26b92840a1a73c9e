import ArgumentParser
import Foundation
import Postgres

/// Measures how soon a workflow begins after its trigger, and what other workflows beside it cost.
struct TriggersBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triggers",
        abstract: "From an event's commit to the enrollment and its first action, beside few and many other workflows."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "Events a second, each a commit of its own.") var rate = 200
    @Option(help: "How long they come in.") var seconds = 30
    @Option(help: "Events that come in at once afterwards.") var crowd = 20_000
    @Option(help: "So many workflows there are, of which the events concern one; measured for each number.")
    var workflows = Counts(argument: "1,50,500")!

    func validate() throws {
        guard rate > 0, seconds > 0, crowd > 0, !workflows.counts.isEmpty else {
            throw ValidationError("numbers must be positive")
        }
    }

    func run() async throws {
        let bench = self
        try await options.measure { server in
            let machine = try await server.machine()
            var measures: [Measure] = []
            for round in 1...bench.options.rounds {
                for count in bench.workflows.counts {
                    progress("round \(round) of \(bench.options.rounds): beside \(count) workflows")
                    let result = try await server.withDatabase { try await bench.run(count, in: $0).measure() }
                    bench.note(result, beside: count, in: &measures)
                }
            }
            return Report(machine: machine, method: bench.method, measures: measures)
        }
    }

    private func run(_ workflows: Int, in database: BenchDatabase) -> TriggersRun {
        TriggersRun(workflows: workflows, rate: rate, seconds: seconds, crowd: crowd, database: database)
    }

    private func note(_ result: TriggersRun.Result, beside count: Int, in measures: inout [Measure]) {
        let words = count == 1 ? ", one workflow" : ", \(count) workflows"
        measures.note("commit to enrolled\(words)", result.untilEnrolled)
        measures.note("commit to first action\(words)", result.untilStarted)
        measures.note("reactions to a crowd\(words)", result.speed, "events/s")
        measures.note("faults and retries on the way\(words)", Double(result.faults), "")
        guard let first = workflows.counts.first, count != first else { return }
        let firstWords = first == 1 ? ", one workflow" : ", \(first) workflows"
        for (name, isSpeed) in [("commit to first action", false), ("reactions to a crowd", true)] {
            let suffix = isSpeed ? "" : ", p50"
            guard let here = measures.last(of: "\(name)\(words)\(suffix)"),
                let there = measures.last(of: "\(name)\(firstWords)\(suffix)")
            else { continue }
            measures.note("\(name)\(words), cost against \(first)", isSpeed ? there / here : here / there, "×")
        }
    }

    private var method: [String] {
        [
            "Medians of \(options.rounds) rounds, each measurement in a fresh database, with a coordinator and a worker in this process.",
            "\(rate) events a second for \(seconds) s, each of another contact and a commit of its own, over one connection. Each enrolls the",
            "  contact in one workflow, whose first step sets a property. Of the others a third start with other forms, a",
            "  third when somebody comes to live in a city, a third with a list; each has a goal and excludes a list.",
            "From the reply to the commit until the enrollment was made, and until the first step was noted in the history of",
            "  the contact; all by the server's clock, which is asked after each commit.",
            "crowd: \(crowd) events in one transaction, from its begin until all were reacted to, the worker working, too.",
        ]
    }
}
