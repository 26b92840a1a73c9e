import ArgumentParser
import Store

/// Prepares an action on many jobs, and shows what it would do.
struct QueuePreview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview",
        abstract: "Prepare cancel, reschedule or redrive of the jobs a filter names. Changes nothing.",
        discussion: #"""
            relance queue preview cancel '{"queue": "email", "kind": "send_email", "run_to": "2026-12-01"}'
            relance queue preview reschedule '{"id": [17, 18]}' --run-at 2026-12-01T07:00Z
            relance queue preview redrive '{"reason": "attempts used up"}'
            """#
    )

    @Argument(help: "cancel, reschedule or redrive.") var verb: String
    @Argument(help: "JSON object of any of: id, queue, kind, state, reason, note, payload, run_from, run_to.")
    var filter: String
    @Option(help: "For reschedule: the new moment.") var runAt: String?
    @Option(help: "At most so many jobs.") var limit = 10_000
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(.preview(verb, filter, runAt: runAt, atMost: limit)) }
}
