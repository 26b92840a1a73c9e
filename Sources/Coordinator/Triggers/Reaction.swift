import Automation
import Engine
import Foundation
import Postgres
import Store

/// The reaction to one batch of changes, inside its transaction.
struct Reaction {
    let changes: Changes
    let term: Int64
    let now: Date
    let walk: Walk
    let connection: Connection

    /// Enrolls whoever the workflow's triggers find, by its rules.
    func enroll(in workflow: AppliedWorkflow) async throws -> [EnrollmentAnswer] {
        guard workflow.state != "off" else { return [] }
        let candidacies = try await refuse(try await candidacies(for: workflow), by: workflow.definition)
        guard !candidacies.isEmpty else { return [] }
        return try await connection.run(
            EnrollContacts(
                term: term,
                workflow: workflow.id,
                firstStep: workflow.definition.start,
                candidacies: candidacies,
                againBefore: againBefore(workflow.definition.enroll.again)
            )
        )
    }

    /// Takes out whoever has met the goal, has come to match the suppression, or was asked to leave.
    func takeOut(of workflow: AppliedWorkflow) async throws {
        let definition = workflow.definition
        var leaving: [EnrollmentID: (Walker, ExitReason)] = [:]
        for (filter, reason) in [(definition.enroll.unless, ExitReason.suppressed), (definition.goal, .goalMet)] {
            guard let filter else { continue }
            for walker in try await walkers(in: workflow, matching: filter) { leaving[walker.id] = (walker, reason) }
        }
        let asked = Dictionary(changes.asked(.exit, about: workflow.id.name), uniquingKeysWith: { first, _ in first })
        for walker in try await walkers(in: workflow, among: Array(asked.keys)) {
            leaving[walker.id] = (walker, .unenrolled(reason: asked[walker.contact] ?? ""))
        }
        try await walk.leave(Array(leaving.values), on: connection)
    }

    /// Notes when time alone can next change what the workflow's filters say of the contacts that were looked at.
    func foresee(_ workflow: AppliedWorkflow) async throws {
        let filter = Filter.any(workflow.definition.timeDependentFilters)
        let affected = changes.contacts(affecting: filter, of: workflow.id.name)
        guard filter.isTimeDependent, !affected.isEmpty else { return }
        _ = try await connection.run(ForeseeTurns(filter, workflow: workflow.id.name, of: affected))
    }

    private func candidacies(for workflow: AppliedWorkflow) async throws -> [Candidacy] {
        var found: [Candidacy] = []
        var edge = 0
        for trigger in workflow.definition.enroll.triggers {
            switch trigger {
            case .event(let event): found += try await meetingCondition(of: workflow, try await occurrences(of: event))
            case .listJoined(let list):
                found += try await meetingCondition(
                    of: workflow,
                    changes.joined(list).map {
                        Candidacy($0.contact, because: "joined list \(list)")
                    }
                )
            case .filter(let filter):
                found += try await edges(of: filter, number: edge, workflow: workflow.id.name)
                edge += 1
            case .manual: break
            }
        }
        return found + changes.asked(.enroll, about: workflow.id.name).map { Candidacy($0.contact, because: $0.reason) }
    }

    private func occurrences(of trigger: EventTrigger) async throws -> [Candidacy] {
        let occurred = changes.occurrences(of: trigger.name)
        guard !occurred.isEmpty else { return [] }
        let passing = try await connection.run(MatchEvents(trigger.fields, among: occurred.map(\.data)))
        return passing.sorted().map { place in
            Candidacy(occurred[place].contact, because: "event \(trigger.name)", data: occurred[place].data)
        }
    }

    /// A filter enrolls when a contact starts to match it.
    private func edges(of filter: Filter, number: Int, workflow: String) async throws -> [Candidacy] {
        let affected = changes.contacts(affecting: filter, of: workflow)
        guard !affected.isEmpty else { return [] }
        let matching = try await connection.run(MatchContacts(filter, among: affected.map { Candidate($0) }))
        let started = try await connection.run(
            CrossEdge(workflow: workflow, trigger: number, lookedAt: affected, matching: matching)
        )
        return started.map { Candidacy($0, because: "started to match") }
    }

    private func meetingCondition(of workflow: AppliedWorkflow, _ candidacies: [Candidacy]) async throws -> [Candidacy]
    {
        guard let condition = workflow.definition.enroll.condition, !candidacies.isEmpty else { return candidacies }
        let matching = try await matching(condition, among: candidacies.map(\.contact))
        return candidacies.filter { matching.contains($0.contact) }
    }

    /// Writes beside each candidacy what speaks against it: the suppression first, then a goal already met.
    private func refuse(_ candidacies: [Candidacy], by definition: Workflow) async throws -> [Candidacy] {
        guard !candidacies.isEmpty else { return [] }
        let contacts = candidacies.map(\.contact)
        let suppressed = try await matching(definition.enroll.unless, among: contacts)
        let satisfied = try await matching(definition.goal, among: contacts)
        return candidacies.map { candidacy in
            var judged = candidacy
            if satisfied.contains(candidacy.contact) { judged.refusal = "the goal is already met" }
            if suppressed.contains(candidacy.contact) { judged.refusal = "excluded by unless" }
            return judged
        }
    }

    private func matching(_ filter: Filter?, among contacts: [ContactID]) async throws -> Set<ContactID> {
        guard let filter else { return [] }
        return Set(try await connection.run(MatchContacts(filter, among: contacts.map { Candidate($0, since: now) })))
    }

    private func walkers(in workflow: AppliedWorkflow, matching filter: Filter) async throws -> [Walker] {
        let affected = changes.contacts(affecting: filter, of: workflow.id.name)
        let inside = try await walkers(in: workflow, among: affected)
        guard !inside.isEmpty else { return [] }
        let candidates = inside.map { Candidate($0.contact, since: $0.enrolledAt) }
        let matching = Set(try await connection.run(MatchContacts(filter, among: candidates)))
        return inside.filter { matching.contains($0.contact) }
    }

    private func walkers(in workflow: AppliedWorkflow, among contacts: [ContactID]) async throws -> [Walker] {
        guard !contacts.isEmpty else { return [] }
        return try await connection.run(InsideWorkflow(workflow.id.name, among: contacts)).map { walk in
            Walker(walk, in: workflow.id.name)
        }
    }

    private func againBefore(_ again: EnrollmentRules.Again) -> Date? {
        switch again {
        case .never: nil
        case .always: now
        case .after(let delay): delay.start(before: now, in: walk.workspaceZone)
        }
    }
}
