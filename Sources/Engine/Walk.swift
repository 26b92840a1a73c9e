package import Automation
package import Foundation
package import Postgres
package import Store

/// Advances a group of enrollments as far as they can go, in the caller's transaction.
///
/// One statement takes all enrollments at the same step past it. This repeats until each enrollment rests at a wait,
/// hands an e-mail to the gate, or has ended. The number of statements depends on the workflows, not on the number of
/// contacts.
package struct Walk: Sendable {
    private let library: WorkflowLibrary
    package let workspaceZone: TimeZone

    package init(library: WorkflowLibrary, workspaceZone: TimeZone) {
        (self.library, self.workspaceZone) = (library, workspaceZone)
    }

    /// The walkers' jobs must have been finished in the same transaction, because each one that rests gets a new job.
    ///
    /// - Parameter lines: what happened to them before, for the history.
    package func advance(
        _ walkers: [Walker],
        at now: Date,
        noting lines: [HistoryLine] = [],
        on connection: Connection
    ) async throws {
        var progress = Progress(now: now, lines: lines)
        var onTheWay = walkers
        while !onTheWay.isEmpty {
            var next: [Walker] = []
            for (standing, group) in Dictionary(
                grouping: onTheWay,
                by: { Standing(workflow: $0.workflow, step: $0.step) }
            ) {
                next += try await pass(standing, group, into: &progress, on: connection)
            }
            onTheWay = next
        }
        try await settle(progress, on: connection)
    }

    package func workflow(_ id: WorkflowVersion, on connection: Connection) async throws -> Interpreter {
        try await library.workflow(id, on: connection)
    }

    /// Ends enrollments, wherever they rest, and applies the `on_exit` effects of their workflows.
    package func leave(_ leaving: [(Walker, ExitReason)], on connection: Connection) async throws {
        guard !leaving.isEmpty else { return }
        let ends = leaving.map { ($0.0.id, reason: $0.1.description, step: $0.0.step) }
        let gone = Set(try await connection.run(LeaveWorkflow(ends)))
        let left = leaving.map(\.0).filter { gone.contains($0.id) }
        for (workflow, group) in Dictionary(grouping: left, by: \.workflow) {
            let effects = try await library.workflow(workflow, on: connection).workflow.onExit
            guard !effects.isEmpty else { continue }
            try await Effects(effects, onExit: true).apply(to: group, on: connection)
        }
    }

    private func pass(
        _ standing: Standing,
        _ group: [Walker],
        into progress: inout Progress,
        on connection: Connection
    ) async throws -> [Walker] {
        guard let step = standing.step else {
            progress.leaving += group.map { ($0, .completed) }
            return []
        }
        let interpreter = try await library.workflow(standing.workflow, on: connection)
        let matches = try await answers(to: interpreter[step], of: group, on: connection)
        var zones = Zones()
        var performing: [Effect] = []
        var performers: [Walker] = []
        var next: [Walker] = []
        for (walker, matches) in zip(group, matches) {
            let facts = Facts(
                now: progress.now,
                since: walker.stepsTaken == 0 ? walker.enrolledAt : nil,
                matches: matches,
                contactZone: zones.zone(walker.zone),
                workspaceZone: workspaceZone
            )
            let decision = interpreter.decide(at: step, given: facts)
            if case .perform(let effects, _) = decision {
                performing = effects
                performers.append(walker)
            }
            if let walking = progress.follow(decision, walker) { next.append(walking) }
        }
        guard !performers.isEmpty else { return next }
        try await note(&progress, on: connection)
        try await Effects(performing).apply(to: performers, on: connection)
        return next
    }

    /// For a branch: which of its arms match each walker. A walker is evaluated only until an arm has matched.
    private func answers(to step: Step?, of group: [Walker], on connection: Connection) async throws -> [[Bool]] {
        guard case .branch(let branch) = step?.action else { return group.map { _ in [] } }
        var answers = group.map { _ in branch.arms.map { _ in false } }
        var undecided = Array(group.indices)
        for (arm, filter) in branch.filters.enumerated() where !undecided.isEmpty {
            let matching = Set(
                try await connection.run(
                    MatchContacts(filter, among: undecided.map { group[$0].candidate }, in: workspaceZone)
                )
            )
            for index in undecided where matching.contains(group[index].contact) { answers[index][arm] = true }
            undecided.removeAll { answers[$0][arm] }
        }
        return answers
    }

    /// What has happened stands in the history before what a step does next.
    private func note(_ progress: inout Progress, on connection: Connection) async throws {
        guard !progress.lines.isEmpty else { return }
        _ = try await connection.run(NoteHistory(progress.lines))
        progress.lines = []
    }

    private func settle(_ progress: Progress, on connection: Connection) async throws {
        if !progress.resting.isEmpty {
            let jobs = try await connection.run(PlaceJobs(progress.resting.map(\.job)))
            let places = zip(progress.resting, jobs).map { rest, job in
                Place(rest.walker.id, at: rest.walker.step, job: job.id, stepsTaken: rest.walker.stepsTaken)
            }
            _ = try await connection.run(SettleEnrollments(places), NoteHistory(progress.lines))
        } else if !progress.lines.isEmpty {
            _ = try await connection.run(NoteHistory(progress.lines))
        }
        try await leave(progress.leaving, on: connection)
    }
}
