package import Automation
package import Foundation
package import Postgres
import Store

/// A set of definitions to publish: workflows, e-mails, segments, lists and properties, each with its source.
package struct Publication: Sendable {
    package struct Item<Definition: Sendable>: Sendable {
        package let definition: Definition
        /// The YAML it came from.
        package let source: String

        package init(_ definition: Definition, source: String) { (self.definition, self.source) = (definition, source) }
    }

    /// Their segments must already be resolved.
    package var workflows: [Item<Workflow>]
    package var emails: [Item<EmailDefinition>]
    package var segments: [Item<Segment>]
    package var lists: [String]
    package var topics: [Topic]
    package var properties: PropertySchema

    package init(
        workflows: [Item<Workflow>],
        emails: [Item<EmailDefinition>],
        segments: [Item<Segment>],
        lists: [String],
        topics: [Topic] = [],
        properties: PropertySchema
    ) {
        (self.workflows, self.emails, self.segments) = (workflows, emails, segments)
        (self.lists, self.topics, self.properties) = (lists, topics, properties)
    }

    /// The difference between these definitions and the published ones.
    package func plan(on connection: Connection) async throws -> [PlannedChange] {
        let running = try await connection.run(ReadCurrentWorkflows())
        let inFlight = Dictionary(
            try await connection.run(CountActive()).map { ($0.workflow, $0.count) },
            uniquingKeysWith: { first, _ in first }
        )
        let sent = try await connection.run(ReadCurrentEmails())
        let known = try await connection.run(ReadSegments())
        return changes(of: workflows.map(\.definition), from: running, inFlight)
            + compare(emails.map(\.definition), by: \.name, with: sent, as: .email)
            + compare(
                segments.map(\.definition.filter),
                names: segments.map(\.definition.name),
                with: known,
                as: .segment
            )
    }

    /// Publishes these definitions, all or none. Call it in a transaction. Returns what changed.
    ///
    /// - Parameter workspaceZone: the zone that counts for contacts without one of their own.
    package func apply(on connection: Connection, in workspaceZone: TimeZone) async throws -> [PlannedChange] {
        _ = try await connection.run(LockDefinitions())
        let changes = try await plan(on: connection)
        let before = try await connection.run(ReadCurrentWorkflows())
        _ = try await connection.run(try DeclareProperties(properties))
        _ = try await connection.run(DeclareLists(lists))
        _ = try await connection.run(try DeclareTopics(topics))
        for email in emails { _ = try await connection.run(try ApplyEmail(email.definition, source: email.source)) }
        for segment in segments {
            _ = try await connection.run(try ApplySegment(segment.definition, source: segment.source))
        }
        for workflow in workflows {
            _ = try await connection.run(try ApplyWorkflow(workflow.definition, source: workflow.source))
            // The filters of a workflow that is off are not evaluated, so their earlier results are of no use.
            let previous = before.first { $0.id.name == workflow.definition.name && $0.state != "off" }?.definition
            try await seed(workflow.definition, replacing: previous, on: connection, in: workspaceZone)
            try await foresee(workflow.definition, replacing: previous, on: connection, in: workspaceZone)
        }
        _ = try await connection.run(RetireWorkflows(except: workflows.map(\.definition.name)))
        _ = try await connection.run(WatchWorkflows(Set(workflows.flatMap(\.definition.workflowsAskedAbout))))
        return changes
    }

    /// Evaluates a new filter trigger for all contacts once. `existing` decides whether contacts who already match are
    /// enrolled. After that, only contacts who begin to match are enrolled.
    private func seed(
        _ workflow: Workflow,
        replacing previous: Workflow?,
        on connection: Connection,
        in workspaceZone: TimeZone
    ) async throws {
        guard workflow.enroll.filters != previous?.enroll.filters else { return }
        _ = try await connection.query("DELETE FROM automation.matches WHERE workflow = $1", [.text(workflow.name)])
        for (number, filter) in workflow.enroll.filters.enumerated() {
            if workflow.enroll.existing {
                _ = try await connection.run(AskForMatching(filter, workflow: workflow.name, in: workspaceZone))
            }
            let matches = SeedMatches(filter, workflow: workflow.name, trigger: number, in: workspaceZone)
            _ = try await connection.run(matches)
        }
    }

    /// Records for all contacts when time alone can first change the answer of the filters.
    private func foresee(
        _ workflow: Workflow,
        replacing previous: Workflow?,
        on connection: Connection,
        in workspaceZone: TimeZone
    ) async throws {
        guard workflow.timeDependentFilters != previous?.timeDependentFilters ?? [] else { return }
        _ = try await connection.query("DELETE FROM automation.turns WHERE workflow = $1", [.text(workflow.name)])
        guard !workflow.timeDependentFilters.isEmpty else { return }
        let filter = Filter.any(workflow.timeDependentFilters)
        _ = try await connection.run(ForeseeTurns(ofEveryoneBy: filter, workflow: workflow.name, in: workspaceZone))
    }

    private func changes(
        of wanted: [Workflow],
        from running: [AppliedWorkflow],
        _ inFlight: [String: Int]
    ) -> [PlannedChange] {
        let known = Dictionary(running.map { ($0.id.name, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = wanted.compactMap { workflow -> PlannedChange? in
            let kind: PlannedChange.Kind
            switch known[workflow.name] {
            case nil: kind = .added
            case let running? where running.state == "off": kind = .added
            case let running? where running.definition != workflow: kind = .changed
            default: return nil
            }
            return PlannedChange(kind, .workflow, workflow.name, inFlight: inFlight[workflow.name] ?? 0)
        }
        let gone = running.filter { old in old.state != "off" && !wanted.contains { $0.name == old.id.name } }
        return kept + gone.map { PlannedChange(.retired, .workflow, $0.id.name, inFlight: inFlight[$0.id.name] ?? 0) }
    }

    private func compare<D: Equatable>(
        _ wanted: [D],
        by name: KeyPath<D, String>,
        with known: [(name: String, definition: D)],
        as subject: PlannedChange.Subject
    ) -> [PlannedChange] {
        compare(wanted, names: wanted.map { $0[keyPath: name] }, with: known, as: subject)
    }

    private func compare<D: Equatable>(
        _ wanted: [D],
        names: [String],
        with known: [(name: String, definition: D)],
        as subject: PlannedChange.Subject
    ) -> [PlannedChange] {
        let known = Dictionary(known.map { ($0.name, $0.definition) }, uniquingKeysWith: { first, _ in first })
        return zip(names, wanted).compactMap { name, definition in
            guard known[name] != definition else { return nil }
            return PlannedChange(known[name] == nil ? .added : .changed, subject, name)
        }
    }
}

/// One line of a plan.
package struct PlannedChange: Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable { case added, changed, retired }
    package enum Subject: String, Sendable { case workflow, email = "e-mail", segment }

    package let kind: Kind
    package let subject: Subject
    package let name: String
    /// How many enrolled contacts stay on their version.
    package let inFlight: Int

    init(_ kind: Kind, _ subject: Subject, _ name: String, inFlight: Int = 0) {
        (self.kind, self.subject, self.name, self.inFlight) = (kind, subject, name, inFlight)
    }

    package var description: String {
        let inside = inFlight == 0 ? "" : "  (\(inFlight) inside stay on their version)"
        return "\(kind.rawValue) \(subject.rawValue) \(name)\(inside)"
    }
}
