import Automation
import Engine
import Foundation
import Postgres
import Store

/// The reaction of one workflow to some changes.
struct Reaction {
    let workflow: AppliedWorkflow
    let changes: Changes
    let transaction: ReactionTransaction

    init(of workflow: AppliedWorkflow, to changes: Changes, on transaction: ReactionTransaction) {
        (self.workflow, self.changes, self.transaction) = (workflow, changes, transaction)
    }

    /// Returns which contacts were enrolled, and which were not and why.
    func run() async throws -> [EnrollmentAnswer] {
        try await endGivenUp()
        let answers = try await enroll()
        try await takeOut()
        try await foresee()
        return answers
    }

    var name: String { workflow.id.name }
    var rules: Workflow { workflow.definition }
    var connection: Connection { transaction.connection }
    var zone: TimeZone { transaction.walk.workspaceZone }

    /// Enrolls the contacts that the workflow's triggers find, by its rules.
    private func enroll() async throws -> [EnrollmentAnswer] {
        guard workflow.state != "off" else { return [] }
        var candidacies = try await refuse(try await candidacies())
        guard !candidacies.isEmpty else { return [] }
        if rules.enroll.whileActive == .restart, workflow.state == "active" {
            candidacies = try await restarting(candidacies)
        }
        return try await connection.run(
            EnrollContacts(
                term: transaction.term,
                workflow: workflow.id,
                firstStep: rules.start,
                candidacies: candidacies,
                againBefore: againBefore(rules.enroll.again)
            )
        )
    }

    /// Ends the enrollments of contacts whom an event enrolls again, so that they begin anew.
    private func restarting(_ candidacies: [Candidacy]) async throws -> [Candidacy] {
        let wanted = candidacies.filter { $0.refusal == nil && $0.event != nil }
        let inside = try await walkers(among: wanted.map(\.contact))
        try await transaction.walk.leave(inside.map { ($0, .restarted) }, on: connection)
        let restarted = Set(inside.map(\.contact))
        return candidacies.map { candidacy in
            var candidacy = candidacy
            candidacy.isRestarted = candidacy.event != nil && restarted.contains(candidacy.contact)
            return candidacy
        }
    }

    /// Records when time alone can next change the answers of the workflow's filters for these contacts.
    private func foresee() async throws {
        let filter = Filter.any((rules.timeDependentFilters + workflow.earlierFilters).filter(\.isTimeDependent))
        let affected = changes.contacts(affecting: filter, of: name)
        guard filter.isTimeDependent, !affected.isEmpty else { return }
        _ = try await connection.run(ForeseeTurns(filter, workflow: name, of: affected, in: zone))
    }

    func matching(_ filter: Filter?, among contacts: [ContactID]) async throws -> Set<ContactID> {
        guard let filter else { return [] }
        let candidates = contacts.map { Candidate($0, since: transaction.now) }
        return Set(try await connection.run(MatchContacts(filter, among: candidates, in: zone)))
    }

    func walkers(among contacts: [ContactID]) async throws -> [Walker] {
        guard !contacts.isEmpty else { return [] }
        return try await connection.run(InsideWorkflow(name, among: contacts)).map { walk in
            Walker(walk, in: name)
        }
    }

    private func againBefore(_ again: EnrollmentRules.Again) -> Date? {
        switch again {
        case .never: nil
        case .always: transaction.now
        case .after(let delay): delay.latestStart(endingBy: transaction.now, in: zone)
        }
    }
}
